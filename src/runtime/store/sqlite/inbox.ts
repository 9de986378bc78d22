import type { Clock } from '#core/clock.ts';
import { StopRunError } from '#core/errors.ts';
import {
  type Accepted,
  conflictReason,
  type Inbox,
  type InboxMessage,
  type MessageFilter,
  type NewMessage,
  type NewReplay,
} from '#core/inbox.ts';
import type { Sql, SqlRow, SqlValue } from '#core/sql.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { insertJob } from './insert-job.ts';

export interface SqliteInboxOptions {
  /** Share one with the queue of the same database, so that they share flushes too. */
  readonly groupCommit?: GroupCommit;
  /** Called after a message with a job became durable: wake the worker here. */
  readonly onEnqueued?: (kind: string) => void;
}

/** The inbox in a SQLite database that has `inboxQueueMigration` and `inboxConflictMigration`. */
export function createSqliteInbox(
  sql: Sql,
  clock: Pick<Clock, 'now'>,
  { groupCommit = createGroupCommit(sql), onEnqueued }: SqliteInboxOptions = {},
): Inbox {
  return {
    async accept(message) {
      const accepted = await groupCommit(() => insertMessage(sql, message, clock.now()));
      if (accepted.outcome === 'new' && message.job) onEnqueued?.(message.job.kind);
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
    async replay(id, replay) {
      const replayed = await groupCommit(() => replayMessage(sql, id, replay, clock.now()));
      if (replayed) onEnqueued?.(replay.job.kind);
      return replayed;
    },
    purge: (before) => purgeMessages(sql, groupCommit, before),
    async countByState() {
      const counts = { queued: 0, done: 0, dead: 0, conflict: 0 };
      const rows = sql.all(selectCounts);
      return {
        ...counts,
        ...Object.fromEntries(rows.map((row) => [row.state, Number(row.count)])),
      };
    },
    async lastUseOf(secretId) {
      const last = sql.get(selectLastUse, secretId)?.last;
      return typeof last === 'number' ? last : undefined;
    },
  };
}

function insertMessage(sql: Sql, message: NewMessage, now: number): Accepted {
  const { id, source, key, job } = message;
  const state = job ? 'queued' : 'dead';
  const reason = job ? undefined : message.deadReason;
  if (sql.run(insert, ...valuesOf(message, { state, reason })) === 1) {
    if (job) insertJob(sql, job, now);
    return { outcome: 'new', id };
  }
  const seen = sql.get(selectByKey, source, key);
  if (seen) return { outcome: 'seen', id: String(seen.id) };
  const first = sql.get(selectBySignedId, source, message.signedId ?? null);
  if (first) {
    const conflictsWith = String(first.id);
    const conflict = { state: 'conflict', reason: conflictReason(conflictsWith), conflictsWith };
    if (sql.run(insert, ...valuesOf(message, conflict)) === 1) return { outcome: 'conflict', id };
  }
  throw new StopRunError(`The message id ${id} is already taken by another message.`, {
    code: 'message_id_taken',
    hint: 'Make a new id for each delivery.',
  });
}

function valuesOf(
  { id, source, key, signedId, body, event, secretId, receivedAt }: NewMessage,
  at: {
    readonly state: string;
    readonly reason?: string | undefined;
    readonly conflictsWith?: string;
  },
): readonly SqlValue[] {
  const identity = [id, source, key, signedId ?? null, at.conflictsWith ?? null];
  return [...identity, body, event ?? null, secretId, receivedAt, at.state, at.reason ?? null];
}

function replayMessage(sql: Sql, id: string, replay: NewReplay, now: number): boolean {
  const record = JSON.stringify({ at: replay.at, by: replay.by, why: replay.why });
  if (sql.run(updateReplayed, record, id) === 0) return false;
  insertJob(sql, replay.job, now);
  return true;
}

/** In pages: an open statement would hold back the log's checkpoint while the reader takes its time. */
async function* listMessages(
  sql: Sql,
  { limit = Number.POSITIVE_INFINITY, ...filter }: MessageFilter = {},
): AsyncGenerator<InboxMessage> {
  const conditions = [
    filter.state ?? null,
    filter.event ?? null,
    filter.key ?? null,
    filter.receivedFrom ?? null,
    filter.receivedBefore ?? null,
  ];
  const selectPage = filter.state === undefined ? selectAny : selectInState;
  let before = Number.MAX_SAFE_INTEGER;
  let left = limit;
  while (left > 0) {
    const pageSize = Math.min(left, 100);
    const rows = sql.all(selectPage, before, ...conditions, pageSize);
    for (const row of rows) yield messageOf(row);
    if (rows.length < pageSize) return;
    left -= rows.length;
    before = Number(rows.at(-1)?.seq);
  }
}

/** In small transactions, with a turn of the event loop between them. */
async function purgeMessages(sql: Sql, groupCommit: GroupCommit, before: number): Promise<number> {
  let purged = 0;
  while (true) {
    const removed = await groupCommit(() => sql.run(removeOld, before, purgePageSize));
    purged += removed;
    if (removed < purgePageSize) return purged;
  }
}

/** What the schema promises of a row is what the assertions say. */
function messageOf(row: SqlRow): InboxMessage {
  return {
    id: row.id as string,
    source: row.source as string,
    key: row.key as string,
    signedId: (row.signed_id as string | null) ?? undefined,
    body: row.body as Uint8Array,
    event: (row.event as string | null) ?? undefined,
    secretId: row.secret_id as string,
    receivedAt: row.received_at as number,
    state: row.state as InboxMessage['state'],
    reason: (row.reason as string | null) ?? undefined,
    replays: JSON.parse(row.replays as string) as InboxMessage['replays'],
  };
}

const purgePageSize = 500;

/** Neither the key nor the signed id of a message that is there already is written twice. */
const insert = `
  INSERT INTO inbox (id, source, key, signed_id, conflicts_with, body, event, secret_id, received_at, state, reason)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;
const selectByKey = 'SELECT id FROM inbox WHERE source = ? AND key = ?';
const selectBySignedId = `
  SELECT id FROM inbox WHERE source = ? AND signed_id = ? AND conflicts_with IS NULL`;
const selectOne = 'SELECT * FROM inbox WHERE id = ?';
const matching = `
  (?3 IS NULL OR event = ?3) AND (?4 IS NULL OR key = ?4)
  AND (?5 IS NULL OR received_at >= ?5) AND (?6 IS NULL OR received_at < ?6)
  ORDER BY seq DESC LIMIT ?7`;
const selectInState = `SELECT * FROM inbox WHERE state = ?2 AND seq < ?1 AND ${matching}`;
const selectAny = `SELECT * FROM inbox WHERE seq < ?1 AND ?2 IS NULL AND ${matching}`;
const selectCounts = 'SELECT state, count(*) AS count FROM inbox GROUP BY state';
const selectLastUse = 'SELECT max(received_at) AS last FROM inbox WHERE secret_id = ?';
const updateState = 'UPDATE inbox SET state = ?, reason = ? WHERE id = ?';
const updateReplayed = `
  UPDATE inbox SET state = 'queued', reason = NULL, replays = json_insert(replays, '$[#]', json(?))
  WHERE id = ?`;
const removeOld = `
  DELETE FROM inbox WHERE seq IN (
    SELECT seq FROM inbox WHERE received_at < ? AND state <> 'queued' LIMIT ?)`;
