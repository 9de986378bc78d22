import { createApiKey } from '#twig/api/api-keys.ts';
import { listQuery } from '#twig/api/list.ts';
import { refuse } from '../answers.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import { listKeys } from '../store/keys.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

/**
 * Making a key twice with one `Idempotency-Key` is a conflict that names the key: to repeat its answer,
 * its value would have to be kept.
 */
export function apiKeyHandlers({
  reader,
  writer,
  clock,
}: ServerParts): RouteHandlers<'listApiKeys' | 'createApiKey' | 'revokeApiKey'> {
  return {
    listApiKeys(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const { limit, offset } = query.value;
      const page = listKeys(reader, context.get('caller').organisation, { limit, offset });
      return context.json({ ...page, limit, offset });
    },

    async createApiKey(context) {
      const input = await readJson(context, createApiKey);
      if (!input.ok) return input.answer;
      const { name, scopes, environment, expires_at } = input.value;
      const expiresAt = expires_at === undefined ? null : Date.parse(expires_at);
      if (expiresAt !== null && expiresAt <= clock.now()) {
        return refuse(context, {
          code: 'invalid_request',
          message: 'The request is not valid: expires_at.',
          details: { expires_at: 'must lie in the future' },
        });
      }
      const { organisation: organisationId } = context.get('caller');
      const key = { organisationId, name, scopes, environment, expiresAt };
      const made = await writer.createKeyOnce({
        key,
        now: clock.now(),
        idempotencyKey: idempotencyKeyOf(context, 'createApiKey', input.value),
      });
      if (made.is === 'key-reused') return idempotencyKeyReused(context);
      if (made.is === 'created') {
        const { shown, value } = made.created;
        return context.json({ ...shown, key: value }, 201);
      }
      return refuse(context, {
        code: 'conflict',
        message: `The key ${made.keyId} was made with this Idempotency-Key, and its value was shown then; if it is lost, revoke it and make another with a new Idempotency-Key.`,
        details: { api_key_id: made.keyId },
      });
    },

    async revokeApiKey(context) {
      const keyId = context.req.param('id') ?? '';
      const { organisation } = context.get('caller');
      if (await writer.revokeKey({ organisation, keyId })) return context.body(null, 204);
      return refuse(context, {
        code: 'not_found',
        message: `There is no API key ${keyId} in the organisation of this API key.`,
        details: { api_key_id: keyId },
      });
    },
  };
}
