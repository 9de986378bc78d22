import * as core from '@actions/core';
import { systemClock } from '#core/clock.ts';
import { TwigkitError } from '#core/errors.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import type { Http } from '#core/http.ts';
import { exitCodeOf } from '#core/next-step.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { asError } from '#util/as-error.ts';
import { toldOf } from '#util/told-of.ts';
import { addReports } from '../add-reports.ts';
import { createPlainProgress } from '../progress/plain-progress.ts';
import { reportLine } from '../report-line.ts';
import { reportToJson } from '../report-to-json.ts';
import type { SourceDescription } from '../sync-source.ts';
import { connectClient } from './connect-client.ts';
import { type ActionNotebook, createNotebook } from './create-notebook.ts';
import { fitSummary } from './fit-summary.ts';
import { logLine } from './log-line.ts';
import type { RunEvent } from './read-event.ts';
import { requireForSync } from './read-settings.ts';
import { renderSummary } from './render-summary.ts';
import type { ActionSettings } from './settings.ts';
import { syncUntilAgreed } from './sync-until-agreed.ts';
import { waitForIndex } from './wait-for-index.ts';
import { planOutput, writeOutputs } from './write-outputs.ts';

export interface ActionRun {
  readonly settings: ActionSettings;
  readonly event: RunEvent;
  readonly env: NodeJS.ProcessEnv;
  readonly workspace: string;
}

/** Longer than that a job should not hang on an index; a `time-budget` says otherwise. */
const indexWaitMs = 10 * 60_000;

/**
 * Syncs the sources into their data sources. State-based: what is there now against the server's
 * manifest, so a dropped or repeated run does no harm and no cache is needed. A source that fails does
 * not stop the others.
 *
 * @returns the exit code: 0 in sync, 1 incomplete or failed, 2 for a source that a person must correct.
 */
export async function syncCheckout(run: ActionRun): Promise<number> {
  const { settings, event, env } = run;
  requireForSync(settings);
  const startedAt = systemClock.now();
  const seq = event.pushedAt ?? startedAt;
  let waitedMs = 0;
  const client = connectClient(settings, (ms) => {
    waitedMs += ms;
  });
  const http = await openHttp(settings.sources);
  const { timeBudgetMs } = settings;
  const endsAt = timeBudgetMs === undefined ? undefined : startedAt + timeBudgetMs;
  const outcomes: TimedOutcome[] = [];
  try {
    for (const source of settings.sources) {
      const waitedBefore = waitedMs;
      const outcome = await syncOne({ ...run, source, client, http: http.fetch, seq, endsAt });
      outcomes.push({ ...outcome, waitedMs: waitedMs - waitedBefore });
    }
  } finally {
    await http.close();
  }
  const reports = outcomes.flatMap(({ report }) => report ?? []);
  const exitCode = Math.max(...outcomes.map((outcome) => outcome.exitCode));
  const plan = outcomes.flatMap(({ notebook }) => notebook.read().plan);
  writeOutputs({
    ...reportToJson(addReports(reports)),
    plan: planOutput(plan),
    complete: exitCode === 0,
    seq,
  });
  if (env.GITHUB_STEP_SUMMARY) {
    const commit = env.GITHUB_SHA;
    const texts = outcomes
      .toSorted((a, b) => b.exitCode - a.exitCode)
      .map(({ source, report, notebook, waitedMs: waited }) =>
        renderSummary({
          dataSource: source.name,
          commit,
          report,
          noted: notebook.read(),
          waitedMs: waited,
        }),
      );
    const text = fitSummary(texts.join('\n'), 'the log of the job has every problem');
    await core.summary.addRaw(text).write();
  }
  if (exitCode !== 0) core.setFailed(failureOf(outcomes));
  return exitCode;
}

interface SourceOutcome {
  readonly source: SourceDescription;
  /** Undefined when the sync could not be done at all. */
  readonly report: SyncReport | undefined;
  readonly error: string | undefined;
  readonly notebook: ActionNotebook;
  readonly exitCode: number;
}

interface TimedOutcome extends SourceOutcome {
  /** Waited for the rate limit. */
  readonly waitedMs: number;
}

interface OneSync extends ActionRun {
  readonly source: SourceDescription;
  readonly client: TwigClient;
  readonly http: Http;
  readonly seq: number;
  /** Epoch milliseconds; undefined without a time budget. */
  readonly endsAt: number | undefined;
}

async function syncOne(sync: OneSync): Promise<SourceOutcome> {
  const { source, client, settings, endsAt } = sync;
  const notebook = createNotebook(settings.sourcesFrom === 'inputs' ? inputHints : {});
  const leftMs = () => (endsAt === undefined ? undefined : Math.max(0, endsAt - systemClock.now()));
  try {
    const read = await readAndDeliver(sync, notebook, leftMs);
    core.info(logLine(reportLine(source.name, read)));
    const waitMs = leftMs() ?? indexWaitMs;
    const isSame = read.added + read.updated + read.deleted === 0;
    const isReady = isSame || (await isIndexed(sync, notebook, waitMs));
    const report = { ...read, complete: read.complete && isReady };
    const exitCode = report.complete ? 0 : 1;
    return { source, report, error: undefined, notebook, exitCode };
  } catch (thrown) {
    const error = asError(thrown);
    const hint = error instanceof TwigkitError ? error.hint : undefined;
    notebook.note({ subject: source.name, message: error.message, hint });
    const message = [error.message, hint].filter(Boolean).join(' ');
    if (settings.sources.length > 1) {
      core.error(logLine(message), { title: `twigkit: ${logLine(source.name)}` });
    }
    return { source, report: undefined, error: message, notebook, exitCode: exitCodeOf(error) };
  }

  function readAndDeliver(
    { env, seq, http }: OneSync,
    { emit: note, startAgain }: ActionNotebook,
    leftMs: () => number | undefined,
  ): Promise<SyncReport> {
    const progress = createPlainProgress({ write: (text) => core.info(logLine(text)) });
    const emit = (event: SyncEvent) => {
      note(event);
      progress.emit(event);
    };
    return syncUntilAgreed(
      {
        source,
        client,
        server: settings.baseUrl,
        notebook: () => createMemoryNotebook(),
        chunking: settings.chunking,
        metadata: {
          ...(env.GITHUB_SHA && { commit: env.GITHUB_SHA }),
          ...(env.GITHUB_REF && { ref: env.GITHUB_REF }),
        },
        seq,
        dryRun: false,
        allowMassDelete: settings.allowMassDelete,
        privateHosts: 'seed',
        leftMs,
        onAgain: () => {
          startAgain();
          core.info('reading  again, since something is not listed any more');
        },
        emit,
        clock: systemClock,
        http,
      },
      new AbortController().signal,
    );
  }
}

async function isIndexed(
  { client, source }: OneSync,
  notebook: ActionNotebook,
  timeoutMs: number,
): Promise<boolean> {
  const wait = { client, dataSource: source.name, clock: systemClock, timeoutMs };
  const state = await waitForIndex(wait, new AbortController().signal);
  if (state === 'ready' || state === 'unknown') return true;
  const message =
    state === 'failed'
      ? 'The server could not index what was delivered.'
      : 'The server was still indexing when the time was up.';
  const hint = state === 'failed' ? 'Look at the data source in Twig.' : 'Nothing is lost by that.';
  notebook.note({ subject: source.name, message, hint });
  return false;
}

/** The sentence that GitHub shows above the log: the fault itself where there is only one. */
function failureOf(outcomes: readonly SourceOutcome[]): string {
  const problems = outcomes.flatMap(({ source, notebook }) =>
    notebook.read().problems.map(({ subject, message, hint }) => {
      const text = [message, hint].filter((part) => part !== undefined).join(' ');
      return toldOf(source.name, subject === source.name ? text : toldOf(subject, text));
    }),
  );
  const [first = 'The sync is incomplete.'] = problems;
  const others = problems.length - 1;
  return logLine(
    others < 1
      ? first
      : `${first} And ${others} more: the job summary has them. What could not be read keeps its old content.`,
  );
}

const inputHints = {
  nothing_matched:
    'Name the folder of your documentation with the input "paths", for example paths: docs. Nothing was deleted.',
} as const;

/** Files need no connection: the HTTP client, which is large, is loaded for other sources only. */
async function openHttp(
  sources: readonly SourceDescription[],
): Promise<{ readonly fetch: Http; close(): Promise<void> }> {
  if (sources.every(({ type }) => type === 'file')) {
    return { fetch: refuseHttp, close: () => Promise.resolve() };
  }
  const { createHttp } = await import('#http/create-http.ts');
  const http = createHttp();
  return { fetch: http, close: () => http.close() };
}

const refuseHttp: Http = () =>
  Promise.reject(new Error('The file connector asked for the network.'));
