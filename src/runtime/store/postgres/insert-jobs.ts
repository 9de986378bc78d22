import { randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import type { Enqueued, NewJob } from '#core/queue.ts';
import type { Session } from './connect-postgres.ts';
import { instant, jobData } from './job-data.ts';
import { jobTable } from './start-boss.ts';
import { takeTurnWithKeys } from './turn-with-keys.ts';

/**
 * Adds or coalesces jobs, in their order, on the connection of a transaction in which they may stand
 * beside other writes. The queues of their kinds must be there.
 */
export async function insertJobs(
  session: Session,
  boss: PgBoss,
  jobs: readonly NewJob[],
  now: number,
): Promise<readonly Enqueued[]> {
  if (jobs.some((job) => job.key)) await takeTurnWithKeys(session);
  const answers: Enqueued[] = [];
  const keyless: { readonly kind: string; readonly insert: ReturnType<typeof toInsert> }[] = [];
  for (const job of jobs) {
    if (job.key) {
      answers.push(await coalesce(session, boss, job, job.key, now));
      continue;
    }
    const insert = toInsert(job, now);
    keyless.push({ kind: job.kind, insert });
    answers.push({ id: insert.id, outcome: 'added' });
  }
  for (const [kind, group] of Map.groupBy(keyless, (one) => one.kind)) {
    const inserts = group.map(({ insert }) => insert);
    await boss.insert(kind, inserts, { db: session });
  }
  return answers;
}

async function coalesce(
  session: Session,
  boss: PgBoss,
  job: NewJob,
  key: NonNullable<NewJob['key']>,
  now: number,
): Promise<Enqueued> {
  const { rows } = await session.executeSql(selectWaiting, [key.value]);
  const id = rows[0]?.id;
  if (typeof id !== 'string') {
    const insert = { ...toInsert(job, now), group: { id: key.value } };
    await boss.insert(job.kind, [insert], { db: session });
    return { id: insert.id, outcome: 'added' };
  }
  if (key.mode === 'preserve') return { id, outcome: 'kept' };
  if (rows[0]?.name !== job.kind) await session.executeSql(moveToKind, [id, job.kind]);
  const { priority = 0, runAt } = job;
  await boss.update(job.kind, jobData(job, now), {
    id,
    priority,
    startAfter: runAt === undefined ? 0 : instant(runAt),
    db: session,
  });
  return { id, outcome: 'replaced' };
}

function toInsert(job: NewJob, now: number) {
  return {
    id: randomUUID(),
    data: jobData(job, now),
    priority: job.priority ?? 0,
    ...(job.runAt === undefined ? {} : { startAfter: instant(job.runAt) }),
  };
}

/** The newest: after a failure an older one of the key may be waiting for its next try too. */
const selectWaiting = `
  SELECT id, name FROM ${jobTable} WHERE group_id = $1 AND state < 'active'
  ORDER BY created_on DESC, state LIMIT 1 FOR UPDATE`;
const moveToKind = `UPDATE ${jobTable} SET name = $2 WHERE id = $1`;
