import type { InboxMessage } from '#core/inbox.ts';

const instant = (at: number) => new Date(at).toISOString();

/** One line of `inbox ls --json`. */
export function messageJson(message: InboxMessage) {
  const { id, source, key, signedId, event, state, reason, secretId, receivedAt, replays } =
    message;
  return {
    id,
    source,
    key,
    signed_id: signedId ?? null,
    event: event ?? null,
    state,
    reason: reason ?? null,
    secret_id: secretId,
    received_at: instant(receivedAt),
    bytes: message.body.byteLength,
    replays: replays.map(({ at, by, why }) => ({ at: instant(at), by, why })),
  };
}

export function messageLine({ id, event, state, reason, receivedAt }: InboxMessage): string {
  const why = reason === undefined ? '' : `  ${reason}`;
  return `${instant(receivedAt)}  ${state.padEnd(8)}  ${id}  ${event ?? '(unreadable)'}${why}`;
}
