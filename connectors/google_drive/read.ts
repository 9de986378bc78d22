import { type ReadResult, type SourceEvent, sha256, stableStringify } from '#kit';
import type { Desk } from './desk.ts';
import type { DriveReadContext } from './drive-context.ts';
import { readChanges } from './read-changes.ts';
import { readEverything } from './read-everything.ts';

/** Where a read stands. */
export interface DriveCursor {
  readonly [name: string]: string | number;
  /** Of the change feed: everything before it was read. */
  readonly token: string;
  /** When everything was listed last, epoch milliseconds. */
  readonly full: number;
  /** What was to be read then. */
  readonly sign: string;
}

export type DriveEvents<Result> = AsyncGenerator<SourceEvent<DriveCursor>, Result>;

/**
 * Reads a user's corpus or a shared drive: first everything, then the change feed, whose start was
 * taken before. Everything is listed again now and then, after another configuration, an expired
 * token, or a change to a folder of which the feed does not tell what it means for what lies in it.
 */
export async function* readDrive(
  desk: Desk,
  known: DriveReadContext['known'],
  from: DriveCursor | undefined,
): DriveEvents<ReadResult> {
  const { api, place, context } = desk;
  const { clock, signal, config } = context;
  const sign = sha256(
    stableStringify([
      config.folders.map(({ id }) => id),
      config.users,
      config.hasMyDrive,
      config.sharedDrives,
    ]),
  ).slice(0, 12);
  let isFull = from === undefined || clock.now() - from.full >= config.fullAfterMs;
  if (from !== undefined && from.sign !== sign) {
    yield { is: 'rescan', reason: 'The configuration says now to read something else.' };
    isFull = true;
  }
  if (from !== undefined && !isFull) {
    const outcome = yield* readChanges(desk, known, from);
    if (outcome === 'done') return 'changes';
    if (outcome === 'expired') {
      yield { is: 'rescan', reason: 'Google Drive does not know the change token any more.' };
    }
  }
  const startedAt = clock.now();
  const token = await api.startToken(place, signal);
  const isWhole = yield* readEverything(desk, known);
  if (!isWhole) return 'changes';
  yield { is: 'mark', cursor: { token, full: startedAt, sign } };
  return 'everything';
}
