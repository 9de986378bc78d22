import * as core from '@actions/core';
import { defaultChunkOptions } from '#core/chunk.ts';
import { systemClock } from '#core/clock.ts';
import { TwigkitError } from '#core/errors.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import { exitCodeOf } from '#core/next-step.ts';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { asError } from '#util/as-error.ts';
import { createPlainProgress } from '../progress/plain-progress.ts';
import { reportLine } from '../report-line.ts';
import { reportToJson } from '../report-to-json.ts';
import { syncSource } from '../sync-source.ts';
import { waitLine } from '../wait-line.ts';
import { actionOutputs } from './action-inputs.ts';
import { createNotebook } from './create-notebook.ts';
import { type ActionSettings, readInputs } from './read-inputs.ts';
import { readPushedAt } from './read-push-event.ts';
import { renderSummary } from './render-summary.ts';

/**
 * Syncs the checkout's documentation into a data source. State-based: the tree of this commit
 * against the server's manifest, so a dropped or repeated run does no harm and no cache is needed.
 *
 * @returns the exit code: 0 in sync, 1 incomplete or failed, 2 an input is wrong.
 */
export async function runAction(env: NodeJS.ProcessEnv): Promise<number> {
  const apiKey = core.getInput('api-key');
  if (apiKey !== '') core.setSecret(apiKey);
  const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
  try {
    const settings = readInputs((name) => core.getInput(name), workspace);
    return await syncCheckout(settings, workspace, env);
  } catch (thrown) {
    const error = asError(thrown);
    const hint = error instanceof TwigkitError && error.hint !== undefined ? ` ${error.hint}` : '';
    core.setFailed(`${error.message}${hint}`);
    return exitCodeOf(error);
  }
}

async function syncCheckout(
  settings: ActionSettings,
  workspace: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const seq = readPushedAt(env.GITHUB_EVENT_PATH) ?? systemClock.now();
  const commit = env.GITHUB_SHA;
  const notebook = createNotebook();
  const progress = createPlainProgress({ write: (text) => core.info(text.trimEnd()) });
  const emit = (event: SyncEvent) => {
    notebook.emit(event);
    progress.emit(event);
  };
  const client = new TwigClient({
    apiKey: settings.apiKey,
    baseUrl: settings.baseUrl,
    onWait: (wait) => {
      const line = waitLine(wait);
      if (line !== undefined) core.info(line);
    },
  });
  const report = await syncSource(
    {
      source: {
        name: settings.dataSource,
        type: 'file',
        config: {
          path: workspace,
          include: settings.include,
          exclude: settings.exclude,
          ...(settings.publishedUrl === undefined ? {} : { published_url: settings.publishedUrl }),
        },
        folder: workspace,
        syncFrequency: 'manual',
        delivery: 'push',
        namespace: env.GITHUB_REPOSITORY ?? 'default',
        anchors: 'github',
        restricted: 'skip',
      },
      client,
      server: settings.baseUrl,
      ledger: createMemoryLedger(),
      notebook: () => createMemoryNotebook(),
      chunking: defaultChunkOptions,
      metadata: { ...(commit && { commit }), ...(env.GITHUB_REF && { ref: env.GITHUB_REF }) },
      seq,
      dryRun: false,
      allowMassDelete: settings.allowMassDelete,
      privateHosts: 'seed',
      ...(settings.timeBudgetMs !== undefined && { timeBudgetMs: settings.timeBudgetMs }),
      emit,
      clock: systemClock,
      http: refuseHttp,
    },
    new AbortController().signal,
  );
  setOutputs(report, seq);
  core.info(reportLine(settings.dataSource, report));
  const summary = { dataSource: settings.dataSource, commit, report, noted: notebook.read() };
  if (env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(renderSummary(summary)).write();
  if (report.complete) return 0;
  core.setFailed(
    'The sync is incomplete; the job summary names each document. What could not be read keeps its old content.',
  );
  return 1;
}

function setOutputs(report: SyncReport, seq: number): void {
  const values: Readonly<Record<string, number | boolean>> = {
    ...reportToJson(report),
    complete: report.complete,
    seq,
  };
  for (const name of Object.keys(actionOutputs)) core.setOutput(name, values[name]);
}

/** Files are read from the checkout: this Action opens no connection but to the API. */
const refuseHttp = () => Promise.reject(new Error('The file connector asked for the network.'));
