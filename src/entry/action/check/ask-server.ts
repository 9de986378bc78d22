import type { PlanEntry } from '#core/change.ts';
import { systemClock } from '#core/clock.ts';
import { TwigkitError } from '#core/errors.ts';
import type { SyncEvent } from '#core/events.ts';
import { compareRuns } from '#evals/compare-runs.ts';
import { runSuite } from '#evals/run-suite.ts';
import type { Suite } from '#evals/suite.ts';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { createTwigRetriever } from '#twig/sdk/retriever.ts';
import { asError } from '#util/as-error.ts';
import { addReports } from '../../add-reports.ts';
import { findDataSource } from '../../resolve-data-source.ts';
import { type SourceDescription, syncSource } from '../../sync-source.ts';
import type { ActionSettings } from '../settings.ts';
import type { CheckPlan } from './plan-trees.ts';

/** What only a server can tell: words for people when it does not. */
export type ServerWord<Value> =
  | { readonly is: 'told'; readonly value: Value }
  | { readonly is: 'untold'; readonly reason: string };

/** The dry run against what the data sources really hold. Nothing is written. */
export function planAtServer(
  settings: ActionSettings,
  sources: readonly SourceDescription[],
  client: TwigClient,
  signal: AbortSignal,
): Promise<ServerWord<CheckPlan>> {
  return unlessRefused(async () => {
    const entries: PlanEntry[] = [];
    const emit = (event: SyncEvent) => {
      if (event.event === 'document:planned' && event.entry.action !== 'keep') {
        entries.push(event.entry);
      }
    };
    const reports = [];
    for (const source of sources) {
      const report = await syncSource(
        {
          source,
          client,
          server: settings.baseUrl,
          ledger: createMemoryLedger(),
          notebook: () => createMemoryNotebook(),
          chunking: settings.chunking,
          dryRun: true,
          allowMassDelete: settings.allowMassDelete,
          privateHosts: 'seed',
          emit,
          clock: systemClock,
          http: () => Promise.reject(new Error('The file connector asked for the network.')),
        },
        signal,
      );
      reports.push(report);
    }
    const names = sources.map(({ name }) => `"${name}"`).join(', ');
    return { entries, counts: addReports(reports), against: `the data source ${names}` };
  }, signal);
}

/** How the server's own search does on what it holds now, the base as a rule. */
export interface ServerScore {
  readonly suite: string;
  readonly found: number;
  readonly asked: number;
  /** Of all questions of the suite. */
  readonly questionCount: number;
  readonly score: number | undefined;
}

/** A minute's worth of calls: more would make every check wait for the rate limit. */
const maxAsked = 100;
const timeoutMs = 90_000;

export function scoreAtServer(
  suite: Suite,
  sources: readonly SourceDescription[],
  client: TwigClient,
  signal: AbortSignal,
): Promise<ServerWord<ServerScore>> {
  return unlessRefused(async () => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const dataSourceIds: string[] = [];
    for (const { name } of sources) {
      const found = await findDataSource(client, name, { signal: bounded });
      if (found) dataSourceIds.push(found.id);
    }
    const questions = suite.questions.slice(0, maxAsked);
    if (dataSourceIds.length === 0) throw new Error('The data source does not exist yet.');
    const asked = { ...suite, questions };
    const options = { clock: systemClock, dataSourceIds };
    const run = await runSuite(asked, createTwigRetriever(client), options, bounded);
    const { counts, primary } = compareRuns(run, undefined);
    return {
      suite: suite.name,
      found: counts.found,
      asked: questions.length,
      questionCount: suite.questions.length,
      score: primary.value,
    };
  }, signal);
}

/** The gate needs no server: what it cannot tell is said and leaves the verdict alone. */
async function unlessRefused<Value>(
  work: () => Promise<Value>,
  signal: AbortSignal,
): Promise<ServerWord<Value>> {
  try {
    return { is: 'told', value: await work() };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asError(thrown);
    const hint = error instanceof TwigkitError ? error.hint : undefined;
    return { is: 'untold', reason: [error.message, hint].filter(Boolean).join(' ') };
  }
}
