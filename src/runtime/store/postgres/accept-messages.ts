import type { PgBoss } from 'pg-boss';
import { StopRunError } from '#core/errors.ts';
import { type Accepted, conflictReason, type NewMessage } from '#core/inbox.ts';
import type { Session } from './connect-postgres.ts';
import { insertJobs } from './insert-jobs.ts';

/** Stores messages and the jobs of the new ones, on the connection of one transaction. */
export async function acceptMessages(
  session: Session,
  boss: PgBoss,
  messages: readonly NewMessage[],
  now: number,
): Promise<readonly Accepted[]> {
  const inserted = await insertMessages(session, messages.map(freshColumns));
  const answers: Accepted[] = [];
  for (const message of messages) {
    // Taken out: of two with one id in a group, the second is not new.
    answers.push(
      inserted.delete(message.id)
        ? { outcome: 'new', id: message.id }
        : await acceptKnown(session, message),
    );
  }
  const jobs = messages.flatMap(({ job }, index) =>
    job && answers[index]?.outcome === 'new' ? [job] : [],
  );
  if (jobs.length > 0) await insertJobs(session, boss, jobs, now);
  return answers;
}

/** A message whose key, or whose signed id, is there already. */
async function acceptKnown(session: Session, message: NewMessage): Promise<Accepted> {
  const { id, source, key, signedId } = message;
  const seen = await session.executeSql(selectByKey, [source, key]);
  if (seen.rows[0]) return { outcome: 'seen', id: String(seen.rows[0].id) };
  const first = await session.executeSql(selectBySignedId, [source, signedId ?? null]);
  if (first.rows[0]) {
    const conflictsWith = String(first.rows[0].id);
    const columns = {
      message,
      state: 'conflict',
      reason: conflictReason(conflictsWith),
      conflictsWith,
    };
    if ((await insertMessages(session, [columns])).has(id)) return { outcome: 'conflict', id };
    // Somebody stored the very same message in between.
    const again = await session.executeSql(selectByKey, [source, key]);
    if (again.rows[0]) return { outcome: 'seen', id: String(again.rows[0].id) };
  }
  throw new StopRunError(`The message id ${id} is already taken by another message.`, {
    code: 'message_id_taken',
    hint: 'Make a new id for each delivery.',
  });
}

interface Columns {
  readonly message: NewMessage;
  readonly state: string;
  readonly reason: string | undefined;
  readonly conflictsWith: string | undefined;
}

function freshColumns(message: NewMessage): Columns {
  const state = message.job ? 'queued' : 'dead';
  const reason = message.job ? undefined : message.deadReason;
  return { message, state, reason, conflictsWith: undefined };
}

/** Gives the ids of those that were not there. */
async function insertMessages(session: Session, rows: readonly Columns[]): Promise<Set<unknown>> {
  const messages = rows.map(({ message }) => message);
  const inserted = await session.executeSql(insert, [
    messages.map(({ id }) => id),
    messages.map(({ source }) => source),
    messages.map(({ key }) => key),
    messages.map(({ signedId }) => signedId ?? null),
    rows.map(({ conflictsWith }) => conflictsWith ?? null),
    messages.map(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
    messages.map(({ event }) => withoutZeros(event)),
    messages.map(({ secretId }) => secretId),
    messages.map(({ receivedAt }) => receivedAt),
    rows.map(({ state }) => state),
    rows.map(({ reason }) => withoutZeros(reason)),
  ]);
  return new Set(inserted.rows.map((row) => row.id));
}

/** PostgreSQL's text holds no zero character, and what a sender wrote may. The body keeps it. */
function withoutZeros(text: string | undefined): string | null {
  return text?.replaceAll('\u0000', '\ufffd') ?? null;
}

/**
 * Neither the key nor the signed id of a message that is there already is written twice. By key, so that
 * two machines that were sent the same messages do not wait for each other in a circle.
 */
const insert = `
  INSERT INTO twigkit.inbox
    (id, source, key, signed_id, conflicts_with, body, event, secret_id, received_at, state, reason)
  SELECT id, source, key, signed_id, conflicts_with, body, event, secret_id, received_at, state, reason
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[],
    $8::text[], $9::bigint[], $10::text[], $11::text[])
    AS message (id, source, key, signed_id, conflicts_with, body, event, secret_id, received_at,
      state, reason)
  ORDER BY source, key
  ON CONFLICT DO NOTHING RETURNING id`;
const selectByKey = 'SELECT id FROM twigkit.inbox WHERE source = $1 AND key = $2';
const selectBySignedId = `
  SELECT id FROM twigkit.inbox WHERE source = $1 AND signed_id = $2 AND conflicts_with IS NULL`;
