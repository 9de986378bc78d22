import PQueue from 'p-queue';
import type { Delivery } from '#core/destination.ts';
import { newId } from '#util/new-id.ts';
import { processingSignature } from '../diff/processing-signature.ts';
import type { SyncOptions } from '../sync-options.ts';
import { createBook } from './book.ts';
import { dryDelivery, dryEmit, dryLedger } from './dry-run.ts';
import { createOutbox } from './outbox.ts';
import { createProgress } from './progress.ts';
import type { Run } from './run.ts';
import { createTally } from './tally.ts';
import { openTimeBudget } from './time-budget.ts';

export interface OpenRun {
  readonly run: Run;
  readonly delivery: Delivery;
}

/** Opens the delivery and sets up what the parts of a run share. */
export async function openRun(wish: SyncOptions, signal: AbortSignal): Promise<OpenRun> {
  const options = wish.dryRun
    ? { ...wish, ledger: dryLedger(wish.ledger), emit: dryEmit(wish.emit) }
    : wish;
  const { clock, concurrency = 4, converter, destination, emit, namespace, source } = options;
  const { timeBudgetMs: budgetMs, wrapUp } = options;
  const time = openTimeBudget({ budgetMs, wrapUp, clock }, signal);
  const seq = options.seq ?? clock.now();
  const metadata = options.metadata ?? {};
  const sync = { syncId: options.syncId ?? newId('sync'), namespace, seq, metadata };
  const opened = await destination.open(sync, signal);
  const delivery = options.dryRun ? dryDelivery(opened) : opened;
  const target = options.ledgerTarget ?? `${destination.label} ${namespace}`;
  const book = createBook(options.ledger, target);
  const tally = createTally();
  return {
    delivery,
    run: {
      options,
      signature: processingSignature(source.contentSignature, converter.signature),
      concurrency,
      book,
      describes: delivery.describes === true,
      outbox: createOutbox({ delivery, book, tally, emit, signal }),
      tally,
      progress: createProgress(emit),
      marks: [],
      queue: new PQueue({ concurrency }),
      time,
      signal,
    },
  };
}
