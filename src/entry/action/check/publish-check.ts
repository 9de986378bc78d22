import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import * as core from '@actions/core';
import { writeReports } from '../../evals/write-reports.ts';
import { logLine } from '../log-line.ts';
import { planOutput, writeOutputs } from '../write-outputs.ts';
import type { CheckRun } from './check-pull-request.ts';
import { type CheckSummary, renderCheckSummary } from './render-check-summary.ts';
import { updateComment } from './update-comment.ts';

export interface CheckResult {
  readonly run: CheckRun;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly summary: CheckSummary;
}

/** Hands the result to whoever wants it: files, the job's outputs and summary, and the pull request. */
export async function publishCheck(result: CheckResult, signal: AbortSignal): Promise<void> {
  const { run, summary } = result;
  const reportPath = summary.suites.length === 0 ? undefined : writeReportFiles(result);
  const { counts, entries } = summary.plan;
  const primary = summary.suites[0]?.verdict.primary;
  writeOutputs({
    ...counts,
    plan: planOutput(entries),
    complete: counts.failed === 0 && counts.held === 0,
    gate: summary.gate ?? 'none',
    score: primary?.value,
    delta: primary?.delta,
    'p-value': primary?.change?.pValue,
    'report-path': reportPath,
  });
  const text = renderCheckSummary(summary);
  if (run.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(text).write();
  if (run.settings.comment) await comment(run, text, signal);
}

/** One HTML and one JUnit file for each suite; gives their folder. */
function writeReportFiles({ run, startedAt, summary }: CheckResult): string {
  const { settings, env, workspace } = run;
  const folder = settings.reportDir ?? join(env.RUNNER_TEMP ?? tmpdir(), 'twigkit-report');
  const taken = new Set<string>();
  for (const { verdict } of summary.suites) {
    const stem = basename(verdict.suite.fileName).replace(/\.[^.]+$/, '');
    const name = taken.has(stem) ? `${stem}-${taken.size + 1}` : stem;
    taken.add(name);
    const reports = [
      { format: 'html', path: join(folder, `${name}.html`) },
      { format: 'junit', path: join(folder, `${name}.junit.xml`) },
    ] as const;
    writeReports(verdict, reports, { cwd: workspace, startedAt });
  }
  core.info(logLine(`reports  ${relative(workspace, folder) || folder}`));
  return folder;
}

async function comment({ settings, event, env }: CheckRun, body: string, signal: AbortSignal) {
  const { pullRequest } = event;
  const repository = env.GITHUB_REPOSITORY;
  if (pullRequest === undefined || repository === undefined) {
    core.info('comment  not written: this run belongs to no pull request');
    return;
  }
  if (settings.githubToken === '') {
    core.warning('The comment could not be written: the input "github-token" is empty.');
    return;
  }
  const outcome = await updateComment(
    {
      apiUrl: env.GITHUB_API_URL ?? 'https://api.github.com',
      repository,
      pullRequest: pullRequest.number,
      token: settings.githubToken,
      key: [env.GITHUB_WORKFLOW, env.GITHUB_JOB].filter(Boolean).join('/'),
      body,
      runUrl: runUrlOf(env),
      fetch: globalThis.fetch,
    },
    signal,
  );
  if (outcome.is === 'refused') core.warning(logLine(outcome.reason));
  else core.info(`comment  ${outcome.is}`);
}

function runUrlOf(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  if (!server || !repository || !id) return undefined;
  return `${server}/${repository}/actions/runs/${id}`;
}
