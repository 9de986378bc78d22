import type { NewJob } from '#core/queue.ts';

export const webhookKind = 'webhook';

/** The work that a stored message means; made at its receipt, and again when it is replayed. */
export function webhookJob(messageId: string): NewJob {
  return { kind: webhookKind, payload: { message_id: messageId } };
}
