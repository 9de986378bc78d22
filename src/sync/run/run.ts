import type PQueue from 'p-queue';
import type { SyncOptions } from '../sync-options.ts';
import type { Book } from './book.ts';
import type { Marks } from './marks.ts';
import type { Outbox } from './outbox.ts';
import type { Progress } from './progress.ts';
import type { Tally } from './tally.ts';
import type { TimeBudget } from './time-budget.ts';

/** What the parts of one run share. */
export interface Run {
  readonly options: SyncOptions;
  readonly signature: string;
  readonly concurrency: number;
  readonly book: Book;
  readonly outbox: Outbox;
  /** Whether the destination takes a description without the content. */
  readonly describes: boolean;
  readonly tally: Tally;
  readonly progress: Progress;
  /** Of every scope that was begun; its reader adds to them. */
  readonly marks: Marks[];
  /** Loads and conversions. */
  readonly queue: PQueue;
  /** Reading ends with its signal; what was read is still delivered. */
  readonly time: TimeBudget;
  /** Aborted when the run ends for whatever reason, so that no load outlives it. */
  readonly signal: AbortSignal;
}
