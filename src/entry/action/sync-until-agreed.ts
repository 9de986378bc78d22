import type { SyncEvent, SyncReport } from '#core/events.ts';
import type { Ledger } from '#core/ledger.ts';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { addReports } from '../add-reports.ts';
import { type SyncSourceOptions, syncSource } from '../sync-source.ts';

export type AgreedSyncOptions = Omit<SyncSourceOptions, 'ledger'> & {
  /** Milliseconds that are left; undefined without a limit. */
  readonly leftMs: () => number | undefined;
  /** Told before a source is read a second time: what was said of held removals is no longer true. */
  readonly onAgain: () => void;
};

/**
 * Syncs one source. A document that a listing does not show is removed when a second listing agrees,
 * and a runner remembers nothing until its next job: so both listings are made now. A commit needs
 * one, since what is not in it is gone.
 */
export async function syncUntilAgreed(
  options: AgreedSyncOptions,
  signal: AbortSignal,
): Promise<SyncReport> {
  const { leftMs, onAgain, ...sync } = options;
  const memory = createMemoryLedger();
  let hasSuspects = false;
  const ledger: Ledger = {
    ...memory,
    async commit(target, batch) {
      hasSuspects ||= batch.put?.some((row) => row.missingSince !== undefined) === true;
      await memory.commit(target, batch);
    },
  };
  let isCut = false;
  const emit = (event: SyncEvent) => {
    isCut ||= event.event === 'scope:cut';
    sync.emit(event);
  };
  const first = await syncSource({ ...sync, ...budgetOf(leftMs()), ledger, emit }, signal);
  // One document that fails at every sync must not keep all others from being removed.
  if (!hasSuspects || isCut || leftMs() === 0) return first;
  onAgain();
  const second = await syncSource(
    { ...sync, ...budgetOf(leftMs()), ledger: fromTheTop(ledger) },
    signal,
  );
  return join(first, second);
}

/** The second listing shows everything, and not only what changed since the first. */
function fromTheTop(ledger: Ledger): Ledger {
  return {
    ...ledger,
    async state(target, scope) {
      const state = await ledger.state(target, scope);
      return state && { ...state, cursor: undefined };
    },
  };
}

function budgetOf(leftMs: number | undefined) {
  return leftMs === undefined ? {} : { timeBudgetMs: leftMs };
}

/** What both did; of what is there now, the second knows. */
function join(first: SyncReport, second: SyncReport): SyncReport {
  const { documents, chunks, skipped, failed, held, complete } = second;
  const both = addReports([first, second]);
  const unchanged = Math.max(0, second.unchanged - first.added - first.updated);
  return { ...both, documents, chunks, unchanged, skipped, failed, held, complete };
}
