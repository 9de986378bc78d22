import type { Clock } from '#core/clock.ts';
import type { Accepted, Inbox, InboxMessage, MessageFilter, NewMessage } from '#core/inbox.ts';
import type { Sql, SqlRow } from '#core/sql.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { insertJob } from './insert-job.ts';

export interface SqliteInboxOptions {
  /** Share one with the queue of the same database, so that they share flushes too. */
  readonly groupCommit?: GroupCommit;
  /** Called after a message with a job became durable: wake the worker here. */
  readonly onEnqueued?: () => void;
}

/** The inbox in a SQLite database that has `inboxQueueMigration`. */
export function createSqliteInbox(
  sql: Sql,
  clock: Pick<Clock, 'now'>,
  { groupCommit = createGroupCommit(sql), onEnqueued }: SqliteInboxOptions = {},
): Inbox {
  return {
    async accept(message) {
      const accepted = await groupCommit(() => insertMessage(sql, message, clock.now()));
      if (accepted.outcome === 'new' && message.job) onEnqueued?.();
      return accepted;
    },
    async get(id) {
      const row = sql.get(selectOne, id);
      return row && messageOf(row);
    },
    list: (filter) => listMessages(sql, filter),
    async settle(id, state, reason) {
      await groupCommit(() => sql.run(updateState, state, reason ?? null, id));
    },
  };
}

function insertMessage(sql: Sql, message: NewMessage, now: number): Accepted {
  const { id, source, key, body, event, secretId, receivedAt, job, deadReason } = message;
  const state = job ? 'queued' : 'dead';
  const reason = job ? null : (deadReason ?? null);
  const inserted = sql.run(
    insert,
    id,
    source,
    key,
    body,
    event ?? null,
    secretId,
    receivedAt,
    state,
    reason,
  );
  if (inserted === 0) {
    return { outcome: 'seen', id: String(sql.get(selectByKey, source, key)?.id) };
  }
  if (job) insertJob(sql, job, now);
  return { outcome: 'new', id };
}

/** In pages: an open statement would hold back the log's checkpoint while the reader takes its time. */
async function* listMessages(
  sql: Sql,
  { state, event, limit = Number.POSITIVE_INFINITY }: MessageFilter = {},
): AsyncGenerator<InboxMessage> {
  let before = Number.MAX_SAFE_INTEGER;
  let left = limit;
  while (left > 0) {
    const pageSize = Math.min(left, 100);
    const rows = sql.all(selectPage, before, state ?? null, event ?? null, pageSize);
    for (const row of rows) yield messageOf(row);
    if (rows.length < pageSize) return;
    left -= rows.length;
    before = Number(rows.at(-1)?.seq);
  }
}

/** What the schema promises of a row is what the assertions say. */
function messageOf(row: SqlRow): InboxMessage {
  return {
    id: row.id as string,
    source: row.source as string,
    key: row.key as string,
    body: row.body as Uint8Array,
    event: (row.event as string | null) ?? undefined,
    secretId: row.secret_id as string,
    receivedAt: row.received_at as number,
    state: row.state as InboxMessage['state'],
    reason: (row.reason as string | null) ?? undefined,
  };
}

const insert = `
  INSERT INTO inbox (id, source, key, body, event, secret_id, received_at, state, reason)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (source, key) DO NOTHING`;
const selectByKey = 'SELECT id FROM inbox WHERE source = ? AND key = ?';
const selectOne = 'SELECT * FROM inbox WHERE id = ?';
const selectPage = `
  SELECT * FROM inbox
  WHERE seq < ?1 AND state = ifnull(?2, state) AND (?3 IS NULL OR event = ?3)
  ORDER BY seq DESC LIMIT ?4`;
const updateState = 'UPDATE inbox SET state = ?, reason = ? WHERE id = ?';
