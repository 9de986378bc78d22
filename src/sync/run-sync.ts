import type { SyncReport } from '#core/events.ts';
import { closeScopes, commitWhatHasReceipts } from './run/close-scopes.ts';
import { openRun } from './run/open-run.ts';
import { readScopes } from './run/read-scopes.ts';
import { reconcile } from './run/reconcile.ts';
import { removeMissing } from './run/remove-missing.ts';
import { unlistedScopes } from './run/unlisted-scopes.ts';
import type { SyncOptions } from './sync-options.ts';

export type { SyncOptions } from './sync-options.ts';

/**
 * Brings a destination's namespace in line with a source: reads what changed, delivers it, removes
 * what is proven to be gone. This file is the one place that knows the order:
 *
 * 1. The manifest, where there is one, corrects the ledger.
 * 2. Every scope is read. Documents are loaded side by side and delivered in the source's order; rows
 *    and marks go into the ledger after their receipts.
 * 3. Absences are weighed when all scopes are read, for a document may have moved between them.
 * 4. Removals go last, under one guard for all.
 * 5. The delivery is closed; only then are the scopes.
 *
 * A run that ends early, by error or by signal, commits what has receipts; the next one goes on from
 * the last mark.
 *
 * @throws the signal's reason; what a destination or the ledger throws; FixCredentialsError,
 * FixInputError, PlanAgainError and StopRunError of a source. Other failures are in the report.
 *
 * @example
 * const report = await runSync(
 *   { name: 'Handbook', source, destination, ledger, converter, namespace: 'docs', emit, clock },
 *   AbortSignal.timeout(600_000),
 * );
 */
export async function runSync(options: SyncOptions, signal: AbortSignal): Promise<SyncReport> {
  signal.throwIfAborted();
  const { clock, destination, emit, name } = options;
  const startedAt = clock.now();
  const ended = new AbortController();
  emit({ event: 'sync:started', source: name, target: destination.label });
  const { run, delivery } = await openRun(options, AbortSignal.any([signal, ended.signal]));
  try {
    if (delivery.manifest) await reconcile(run.book, delivery.manifest, run.signal);
    const scopes = await readScopes(run);
    const unlisted = await unlistedScopes(run, scopes);
    await removeMissing(run, scopes, unlisted);
    await run.outbox.finish();
    await closeScopes(run, scopes, unlisted);
  } catch (error) {
    await commitWhatHasReceipts(run);
    throw error;
  } finally {
    run.queue.clear();
    ended.abort();
  }
  for (const loss of run.tally.losses) emit({ event: 'content:lost', ...loss });
  const report = run.tally.report(delivery.traffic, (clock.now() - startedAt) / 1000);
  emit({ event: 'sync:finished', source: name, report });
  return report;
}
