import type { Clock } from '#core/clock.ts';
import type { Inbox, InboxMessage, MessageFilter, NewMessage, NewReplay } from '#core/inbox.ts';
import { acceptMessages } from './accept-messages.ts';
import type { Postgres, Row } from './connect-postgres.ts';
import { gatherCalls } from './gather-calls.ts';
import { insertJobs } from './insert-jobs.ts';
import type { RunningBoss } from './start-boss.ts';

export interface PostgresInboxOptions {
  /** Called with its kind after a message's job became durable: wake the worker here. */
  readonly onEnqueued?: (kind?: string) => void;
}

const listPageSize = 100;
const purgePageSize = 500;

/** Bodies of one group of deliveries, in bytes. */
const maxGroupBytes = 8 * 2 ** 20;

/**
 * The inbox in a PostgreSQL database; the tables are those of `stateMigrations`, and the jobs are
 * pg-boss's. Deliveries of one moment share a transaction.
 */
export function createPostgresInbox(
  postgres: Postgres,
  { boss, ensureQueue }: RunningBoss,
  clock: Pick<Clock, 'now'>,
  { onEnqueued }: PostgresInboxOptions = {},
): Inbox {
  const accept = gatherCalls(
    async (messages: readonly NewMessage[]) => {
      await Promise.all(Array.from(kindsOf(messages), ensureQueue));
      return await postgres.transaction((session) =>
        acceptMessages(session, boss, messages, clock.now()),
      );
    },
    { weigh: { of: ({ body }) => body.byteLength, maxWeight: maxGroupBytes } },
  );

  return {
    async accept(message) {
      // Here, so that a payload that is no JSON fails alone.
      JSON.stringify(message.job?.payload);
      const accepted = await accept(message);
      if (accepted.outcome === 'new' && message.job) onEnqueued?.(message.job.kind);
      return accepted;
    },
    async get(id) {
      const { rows } = await postgres.executeSql(selectOne, [id]);
      return rows[0] && messageOf(rows[0]);
    },
    list: (filter) => listMessages(postgres, filter),
    async settle(id, state, reason) {
      await postgres.executeSql(updateState, [state, reason ?? null, id]);
    },
    async replay(id, { job, ...record }: NewReplay) {
      await ensureQueue(job.kind);
      const replayed = await postgres.transaction(async (session) => {
        const { rows } = await session.executeSql(selectReplays, [id]);
        if (rows[0] === undefined) return false;
        const replays = JSON.stringify([...replaysOf(rows[0]), record]);
        await session.executeSql(updateReplayed, [replays, id]);
        await insertJobs(session, boss, [job], clock.now());
        return true;
      });
      if (replayed) onEnqueued?.(job.kind);
      return replayed;
    },
    async purge(before) {
      let purged = 0;
      for (;;) {
        const { rows } = await postgres.executeSql(removeOld, [before, purgePageSize]);
        purged += rows.length;
        if (rows.length < purgePageSize) return purged;
      }
    },
    async countByState() {
      const { rows } = await postgres.executeSql(selectCounts);
      const counts = { queued: 0, done: 0, dead: 0, conflict: 0 };
      return {
        ...counts,
        ...Object.fromEntries(rows.map((row) => [row.state, Number(row.count)])),
      };
    },
    async lastUseOf(secretId) {
      const { rows } = await postgres.executeSql(selectLastUse, [secretId]);
      const last = rows[0]?.last;
      return last === null || last === undefined ? undefined : Number(last);
    },
  };
}

function kindsOf(messages: readonly NewMessage[]): ReadonlySet<string> {
  return new Set(messages.flatMap(({ job }) => job?.kind ?? []));
}

async function* listMessages(
  postgres: Postgres,
  { limit = Number.POSITIVE_INFINITY, ...filter }: MessageFilter = {},
): AsyncGenerator<InboxMessage> {
  const { state, event, key, receivedFrom, receivedBefore } = filter;
  const conditions = [state, event, key, receivedFrom, receivedBefore].map(
    (value) => value ?? null,
  );
  let before: unknown = Number.MAX_SAFE_INTEGER;
  let left = limit;
  while (left > 0) {
    const pageSize = Math.min(left, listPageSize);
    const { rows } = await postgres.executeSql(selectPage, [before, ...conditions, pageSize]);
    for (const row of rows) yield messageOf(row);
    if (rows.length < pageSize) return;
    left -= rows.length;
    before = rows.at(-1)?.seq;
  }
}

/** What the schema promises of a row is what the assertions say. */
function messageOf(row: Row): InboxMessage {
  return {
    id: row.id as string,
    source: row.source as string,
    key: row.key as string,
    signedId: (row.signed_id as string | null) ?? undefined,
    // A plain copy: what the driver gives is a Buffer, and a part of a larger one.
    body: new Uint8Array(row.body as Uint8Array),
    event: (row.event as string | null) ?? undefined,
    secretId: row.secret_id as string,
    receivedAt: Number(row.received_at),
    state: row.state as InboxMessage['state'],
    reason: (row.reason as string | null) ?? undefined,
    replays: replaysOf(row),
  };
}

function replaysOf(row: Row): InboxMessage['replays'] {
  // Only `replay` writes the column.
  return JSON.parse(String(row.replays)) as InboxMessage['replays'];
}

const selectOne = 'SELECT * FROM twigkit.inbox WHERE id = $1';
const selectPage = `
  SELECT * FROM twigkit.inbox
  WHERE seq < $1::bigint
    AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR event = $3)
    AND ($4::text IS NULL OR key = $4)
    AND ($5::bigint IS NULL OR received_at >= $5) AND ($6::bigint IS NULL OR received_at < $6)
  ORDER BY seq DESC LIMIT $7`;
const selectCounts = 'SELECT state, count(*) AS count FROM twigkit.inbox GROUP BY state';
const selectLastUse = 'SELECT max(received_at) AS last FROM twigkit.inbox WHERE secret_id = $1';
const updateState = 'UPDATE twigkit.inbox SET state = $1, reason = $2 WHERE id = $3';
const selectReplays = 'SELECT replays FROM twigkit.inbox WHERE id = $1 FOR UPDATE';
const updateReplayed = `
  UPDATE twigkit.inbox SET state = 'queued', reason = NULL, replays = $1 WHERE id = $2`;
/** Whose turn it is to be replayed is passed over, instead of waited for. */
const removeOld = `
  DELETE FROM twigkit.inbox WHERE seq IN (
    SELECT seq FROM twigkit.inbox WHERE received_at < $1 AND state <> 'queued'
    LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING id`;
