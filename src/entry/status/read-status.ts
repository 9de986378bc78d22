import type { Clock } from '#core/clock.ts';
import type { MessageState } from '#core/inbox.ts';
import type { DeadJob, QueueDepth } from '#core/queue.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import type { Store } from '../open-store.ts';
import { readSourceStatus, type SourceStatus } from './read-source-status.ts';

/** How everything stands, out of the store alone. */
export interface Status {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly sources: readonly SourceStatus[];
  readonly queue: readonly QueueDepth[];
  readonly inbox: Readonly<Record<MessageState, number>>;
  /** The newest ones. */
  readonly deadJobs: readonly DeadJob[];
}

/** How many dead jobs are named; the queue's depth tells how many there are. */
const namedDeadJobs = 20;

export async function readStatus(
  store: Pick<Store, 'queue' | 'inbox' | 'syncHistory'>,
  sources: readonly SourceConfig[],
  clock: Pick<Clock, 'now'>,
): Promise<Status> {
  const now = clock.now();
  const { queue, inbox, syncHistory: history } = store;
  const statuses: SourceStatus[] = [];
  for (const source of sources) {
    statuses.push(await readSourceStatus(source, { history, queue, now }));
  }
  const deadJobs: DeadJob[] = [];
  for await (const job of queue.dead()) {
    deadJobs.push(job);
    if (deadJobs.length === namedDeadJobs) break;
  }
  const depth = await queue.depth();
  return { now, sources: statuses, queue: depth, inbox: await inbox.countByState(), deadJobs };
}

/** True when a person should do something: a source is stale or failed, or work was given up. */
export function needsAttention({ sources, queue, inbox }: Status): boolean {
  return (
    sources.some(({ condition, stale }) => stale || condition === 'failed') ||
    queue.some(({ dead }) => dead > 0) ||
    inbox.dead + inbox.conflict > 0
  );
}
