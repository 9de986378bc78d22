import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';
import { refuse, type ServerContext } from './answers.ts';
import type { IdempotencyKey } from './store/answer-once.ts';

/** The request's `Idempotency-Key`, bound to who asks for what; undefined when there is none. */
export function idempotencyKeyOf(
  context: ServerContext,
  operation: string,
  request: unknown,
): IdempotencyKey | undefined {
  const sent = context.req.header('idempotency-key');
  if (!sent) return undefined;
  // Hashed, so that a long key costs no more than a short one.
  const key = sha256(sent);
  const { organisation } = context.get('caller');
  return { organisation, operation, key, requestHash: sha256(stableStringify(request)) };
}

export function idempotencyKeyReused(context: ServerContext): Response {
  return refuse(context, {
    code: 'conflict',
    message: 'This Idempotency-Key was used for a different request; send a new one.',
  });
}
