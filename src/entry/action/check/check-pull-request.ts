import * as core from '@actions/core';
import { systemClock } from '#core/clock.ts';
import { FixInputError } from '#core/errors.ts';
import { plural } from '#util/plural.ts';
import type { SourceDescription } from '../../sync-source.ts';
import { connectClient } from '../connect-client.ts';
import { logLine } from '../log-line.ts';
import type { ActionSettings } from '../settings.ts';
import type { ActionRun } from '../sync-checkout.ts';
import { createAnchorsOf } from './anchors-of.ts';
import {
  annotateLosses,
  annotateOrphans,
  annotatePassages,
  annotateProblems,
  emitAnnotations,
} from './annotations.ts';
import { planAtServer, type ServerScore, type ServerWord, scoreAtServer } from './ask-server.ts';
import { type BuiltIndex, buildIndex } from './build-index.ts';
import { createCheckPages } from './check-pages.ts';
import { findOrphans } from './find-orphans.ts';
import { findPassageFaults } from './find-passage-faults.ts';
import { judgeGate, worseOf } from './judge-gate.ts';
import { openOfflineIndex } from './offline-index.ts';
import { openTrees, type Trees } from './open-trees.ts';
import { readPageFates } from './page-fates.ts';
import { type CheckPlan, planTrees } from './plan-trees.ts';
import { publishCheck } from './publish-check.ts';
import { readSuites } from './read-suites.ts';
import { askBase, askHead, type CheckedSuite, type SuiteInCheck } from './run-check-suite.ts';

export interface CheckRun extends ActionRun {
  readonly mask: (secret: string) => void;
}

/**
 * Checks a change to the documentation: what it would do to the data source, and whether a question
 * loses its answer. Both trees are indexed and searched in this process, so the gate needs no server,
 * no key and no right to write. With a key the server says what it holds, beside it.
 *
 * @returns the exit code: 0 the gate lets the change through, 1 a document cannot be read, 3 it does not.
 */
export async function checkPullRequest(run: CheckRun): Promise<number> {
  const { settings, event, env, workspace, mask } = run;
  const { signal } = new AbortController();
  const startedAt = systemClock.now();
  const sources = fileSources(settings);
  const serverUrl = env.GITHUB_SERVER_URL ?? 'https://github.com';
  const token = settings.githubToken;
  const trees = await openTrees({ workspace, event, token, mask, serverUrl }, signal);
  const { base, head, missingBase } = trees;
  core.info(`checking ${short(head.commit)} against ${base ? short(base.commit) : 'no base'}`);
  const { built, suites } = await askBothTrees(run, trees, sources, signal);
  const { survey } = built;

  const { git } = trees;
  const pages = createCheckPages(
    { git, anchorsOf: createAnchorsOf(sources, git.folder), base, head },
    signal,
  );
  const fates = readPageFates(survey);
  const losses = (
    await Promise.all(suites.map((suite) => annotateLosses(suite, pages, fates)))
  ).flat();
  const { movedTo } = fates;
  const orphans = base ? await findOrphans({ ...pages, survey, head, movedTo }) : [];
  const faults = base ? findPassageFaults(survey) : [];
  const problems = annotateProblems(survey.problems);
  const notices = [
    ...problems,
    ...(await annotateOrphans(orphans, pages, fates)),
    ...(await annotatePassages(faults, pages)),
  ];
  emitAnnotations([...losses, ...notices]);

  const fromTrees = planTrees(survey, base?.commit);
  const told = await askServer(settings, sources, suites, signal);
  const plan = told.plan ?? fromTrees;
  for (const note of told.notes) core.warning(logLine(note));
  const gate = judgeGate(
    suites.map(({ verdict }) => verdict),
    settings.failOn,
  );
  await publishCheck(
    {
      run,
      startedAt,
      summary: {
        gate: gate.outcome,
        suites,
        plan,
        fates,
        losses,
        notices,
        serverNotes: told.notes,
        serverScores: told.scores,
        filesUrl: filesUrlOf(env, serverUrl),
        base: base?.commit,
        head: head.commit,
      },
    },
    signal,
  );
  core.info(logLine(closingLine(plan, suites, missingBase)));
  if (gate.warning !== undefined) core.warning(logLine(gate.warning));
  if (gate.failure !== undefined) {
    core.setFailed(logLine(gate.failure));
    return 3;
  }
  if (problems.length === 0) return 0;
  core.setFailed(
    `${plural(problems.length, 'document')} cannot be read; the job summary says why.`,
  );
  return 1;
}

/** Fills an index with the base, asks, turns it into the head, and asks again. */
async function askBothTrees(
  { settings, workspace }: CheckRun,
  trees: Trees,
  sources: readonly SourceDescription[],
  signal: AbortSignal,
): Promise<{ readonly built: BuiltIndex; readonly suites: readonly CheckedSuite[] }> {
  const pairs = await readSuites(settings.suites, trees, workspace, signal);
  const index = openOfflineIndex();
  try {
    const built = await buildIndex(
      { ...trees, sources, chunking: settings.chunking, index },
      signal,
    );
    const { survey } = built;
    const changed = new Set(survey.changed.map(({ id }) => id));
    const clock = systemClock;
    const retriever = trees.base && index.retriever();
    const asked: SuiteInCheck[] = [];
    for (const pair of pairs)
      asked.push(await askBase(pair, { changed, retriever, clock }, signal));
    built.toHead();
    const now = index.retriever();
    const { failOn } = settings;
    const { missingBase } = trees;
    const suites: CheckedSuite[] = [];
    for (const suite of asked) {
      const changedCount = changed.size;
      const paths = survey.headIds;
      const how = { retriever: now, clock, failOn, missingBase, changedCount, paths };
      suites.push(await askHead(suite, how, signal));
    }
    return { built, suites: suites.toSorted((a, b) => worseOf(a.verdict, b.verdict)) };
  } finally {
    index.close();
  }
}

interface Told {
  readonly plan: CheckPlan | undefined;
  readonly scores: readonly ServerWord<ServerScore>[];
  readonly notes: readonly string[];
}

/** With a key: the plan against the real manifest, and how the server's own search does now. */
async function askServer(
  settings: ActionSettings,
  sources: readonly SourceDescription[],
  suites: readonly CheckedSuite[],
  signal: AbortSignal,
): Promise<Told> {
  if (settings.apiKey === '' || !settings.hasDataSource) {
    return { plan: undefined, scores: [], notes: [] };
  }
  const client = connectClient(settings);
  const plan = await planAtServer(settings, sources, client, signal);
  if (plan.is === 'untold') {
    const note = `The server was not asked for its manifest: ${plan.reason}`;
    return { plan: undefined, scores: [], notes: [note] };
  }
  const scores = [];
  for (const { suite } of suites) scores.push(await scoreAtServer(suite, sources, client, signal));
  return { plan: plan.value, scores, notes: [] };
}

/** @throws FixInputError when no source is a folder of the checkout. */
function fileSources({ sources }: ActionSettings): readonly SourceDescription[] {
  const files = sources.filter(({ type }) => type === 'file');
  if (files.length > 0) return files;
  throw new FixInputError('No source is of type file, so there is no change to check.', {
    code: 'sources_missing',
    hint: 'A check compares the files of two commits: give the input paths, or a file source in twigkit.yaml.',
  });
}

function filesUrlOf(env: NodeJS.ProcessEnv, serverUrl: string) {
  const repository = env.GITHUB_REPOSITORY;
  return repository === undefined ? undefined : `${serverUrl}/${repository}/blob/`;
}

function closingLine(
  { counts }: CheckPlan,
  suites: readonly CheckedSuite[],
  missingBase: string | undefined,
): string {
  const { added, updated, deleted, unchanged } = counts;
  const verdicts = suites.map(({ verdict }) => `${verdict.suite.name}: ${verdict.outcome}`);
  return [
    `plan: ${added} added, ${updated} updated, ${deleted} deleted, ${unchanged} unchanged`,
    ...verdicts,
    ...(missingBase === undefined ? [] : [missingBase]),
  ].join('; ');
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
