import type { Clock } from '#core/clock.ts';
import { TwigkitError } from '#core/errors.ts';
import type { Emit, SyncEvent, SyncReport } from '#core/events.ts';
import type { SyncHistory, SyncOutcome, SyncProblem, SyncRecord } from '#core/sync-history.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { newId } from '#util/new-id.ts';

export interface RecordSyncOptions {
  readonly source: string;
  readonly history: SyncHistory;
  readonly clock: Pick<Clock, 'now'>;
  readonly emit: Emit;
  /** Of a sync in slices: when the first one began, in epoch milliseconds. Default: now. */
  readonly beganAt?: number | undefined;
  /** Told what went into the history. */
  readonly onRecorded?: ((record: SyncRecord) => void) | undefined;
}

/**
 * Does a sync and notes in the history what came of it, failures too. A sync that was stopped from
 * outside is not noted: it says nothing of the source.
 */
export async function recordSync(
  { source, history, clock, emit, beganAt, onRecorded }: RecordSyncOptions,
  run: (emit: Emit) => Promise<SyncReport>,
  signal: AbortSignal,
): Promise<SyncReport> {
  const startedAt = beganAt ?? clock.now();
  const seen = watchProblems();
  const record = async (rest: Pick<SyncRecord, 'outcome' | 'report' | 'problem'>) => {
    const entry = { id: newId('run'), source, startedAt, endedAt: clock.now(), ...rest };
    await history.record(entry);
    onRecorded?.(entry);
  };
  try {
    const report = await run((event) => {
      seen.emit(event);
      emit(event);
    });
    const outcome = outcomeOf(report, seen);
    const problem = outcome === 'good' || outcome === 'cut' ? undefined : seen.problem;
    await record({ outcome, report, problem });
    return report;
  } catch (error) {
    if (signal.aborted) throw error;
    await record({ outcome: 'failed', report: undefined, problem: problemOf(error) });
    throw error;
  }
}

/** A sync that could read nothing at all has failed, although it came to its end. */
function outcomeOf(
  { complete, documents }: SyncReport,
  { cut, scopeFailed }: { readonly cut: boolean; readonly scopeFailed: boolean },
): SyncOutcome {
  if (cut) return 'cut';
  if (complete) return 'good';
  return scopeFailed && documents === 0 ? 'failed' : 'partial';
}

/** Of many problems the one that concerns the most is worth telling. */
function watchProblems() {
  let ofDocument: SyncProblem | undefined;
  let ofScope: SyncProblem | undefined;
  let cut = false;
  let scopeFailed = false;
  return {
    get scopeFailed() {
      return scopeFailed;
    },
    get cut() {
      return cut;
    },
    get problem() {
      return ofScope ?? ofDocument;
    },
    emit(event: SyncEvent): void {
      switch (event.event) {
        case 'scope:cut':
          cut = true;
          return;
        case 'scope:failed':
          scopeFailed = true;
          ofScope ??= toProblem(event);
          return;
        case 'deletions:held':
          ofScope ??= { code: 'deletions_held', message: event.reason, hint: undefined };
          return;
        case 'document:failed': {
          const { documentId = 'a part of the source' } = event;
          ofDocument ??= toProblem({ ...event, message: `${documentId}: ${event.message}` });
          return;
        }
        default:
      }
    },
  };
}

function problemOf(thrown: unknown): SyncProblem {
  const { message } = asError(thrown);
  if (!(thrown instanceof TwigkitError)) return toProblem({ code: 'unexpected', message });
  return toProblem({ code: thrown.code, message, hint: thrown.hint });
}

function toProblem({
  code,
  message,
  hint,
}: {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}): SyncProblem {
  return { code, message: cutText(message, 500), hint };
}
