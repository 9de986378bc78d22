import { createApiKey } from '#twig/api/api-keys.ts';
import { listQuery } from '#twig/api/list.ts';
import { refuse } from '../answers.ts';
import { readJson, readQuery } from '../read-input.ts';
import { listKeys } from '../store/keys.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

/** Making a key takes no `Idempotency-Key`: to repeat its answer, the key would have to be kept. */
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
      const { shown, value } = await writer.createKey(key);
      return context.json({ ...shown, key: value }, 201);
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
