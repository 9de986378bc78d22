import { listQuery } from '#twig/api/list.ts';
import { createUser } from '#twig/api/users.ts';
import { refuse } from '../answers.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import { listUsers } from '../store/users.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function userHandlers({
  reader,
  writer,
  clock,
}: ServerParts): RouteHandlers<'listUsers' | 'createUser'> {
  return {
    listUsers(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const { limit, offset } = query.value;
      const page = listUsers(reader, context.get('caller').organisation, { limit, offset });
      return context.json({ ...page, limit, offset });
    },

    async createUser(context) {
      const input = await readJson(context, createUser);
      if (!input.ok) return input.answer;
      const created = await writer.createUser({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        user: input.value,
        idempotencyKey: idempotencyKeyOf(context, 'createUser', input.value),
      });
      if (created.is === 'key-reused') return idempotencyKeyReused(context);
      if (created.answer) return context.json(created.answer, 201);
      return refuse(context, {
        code: 'conflict',
        message: 'The organisation has a user of this email address already.',
        details: { email: 'is taken' },
      });
    },
  };
}
