import type { Clock } from '#core/clock.ts';
import type { Retriever } from '#core/retriever.ts';
import { type Baseline, type BaselineCase, hashQuestion } from '#evals/baseline.ts';
import { compareRuns, type Verdict } from '#evals/compare-runs.ts';
import { findStaleTargets } from '#evals/find-stale-targets.ts';
import { formatBaseline } from '#evals/format-baseline.ts';
import { parseBaseline } from '#evals/parse-baseline.ts';
import { runSuite, type SuiteRun } from '#evals/run-suite.ts';
import type { Suite } from '#evals/suite.ts';
import type { ActionSettings } from '../settings.ts';
import { checkRules } from './check-rules.ts';
import { type PreparedSuite, prepareSuite } from './prepare-suite.ts';

export interface SuiteInCheck extends PreparedSuite {
  /** As the base has it; undefined where it has none that can be read. */
  readonly suiteOfBase: Suite | undefined;
  /** Undefined without a base. */
  readonly baseRun: SuiteRun | undefined;
}

export interface CheckedSuite extends SuiteInCheck {
  readonly headRun: SuiteRun;
  readonly verdict: Verdict;
}

/** Asks the questions, as the change has them, of the base. */
export async function askBase(
  given: { readonly suite: Suite; readonly suiteOfBase: Suite | undefined },
  {
    changed,
    retriever,
    clock,
  }: {
    readonly changed: ReadonlySet<string>;
    /** Undefined without a base. */
    readonly retriever: Retriever | undefined;
    readonly clock: Clock;
  },
  signal: AbortSignal,
): Promise<SuiteInCheck> {
  const prepared = prepareSuite(given.suite, changed);
  const baseRun = retriever && (await runSuite(prepared.suite, retriever, { clock }, signal));
  return { ...prepared, suiteOfBase: given.suiteOfBase, baseRun };
}

/** Asks them again of the change, and holds both against each other. */
export async function askHead(
  asked: SuiteInCheck,
  {
    retriever,
    clock,
    failOn,
    missingBase,
    changedCount,
    paths,
  }: {
    readonly retriever: Retriever;
    readonly clock: Clock;
    readonly failOn: ActionSettings['failOn'];
    readonly missingBase: string | undefined;
    /** Documents that a reader finds different: none, and nothing need be asked again. */
    readonly changedCount: number;
    /** Ids of the documents of the change. */
    readonly paths: readonly string[];
  },
  signal: AbortSignal,
): Promise<CheckedSuite> {
  const { suite, baseRun, suiteOfBase } = asked;
  const isSameIndex = changedCount === 0 && baseRun !== undefined;
  const headRun = isSameIndex ? baseRun : await runSuite(suite, retriever, { clock }, signal);
  const baseline = baseRun && baselineOf(baseRun, suiteOfBase);
  async function* catalogue() {
    for (const path of paths) yield { path, url: undefined };
  }
  const staleTargets = await findStaleTargets(
    headRun.cases.filter(({ targets }) => targets.every(({ target }) => !target.url)),
    catalogue,
    signal,
  );
  const editedIds = editedSince(suite, suiteOfBase);
  const rules = checkRules({ failOn, missingBase, editedIds });
  const verdict = compareRuns(headRun, baseline, { rules, staleTargets, comparedWith: 'the base' });
  return { ...asked, headRun, verdict };
}

/** What the base found, and beside it the questions that the change takes out of the suite. */
function baselineOf(baseRun: SuiteRun, suiteOfBase: Suite | undefined): Baseline {
  const baseline = parseBaseline(formatBaseline(baseRun), baseRun.suite.fileName);
  const asked = new Set(baseRun.suite.questions.map(({ id }) => id));
  const removed = suiteOfBase?.questions.filter(({ id }) => !asked.has(id)) ?? [];
  const cases = new Map(baseline.cases);
  for (const { id, text } of removed) cases.set(id, unaskedCase(id, text));
  return { ...baseline, cases };
}

function unaskedCase(id: string, question: string): BaselineCase {
  const ranking = {
    grades: [],
    ranks: [],
    relevantRanks: [],
    rejectedRanks: [],
    rejectedCount: 0,
    resultCount: 0,
  };
  return { id, question, hash: '', outcome: 'missed', ranking, answer: undefined, passages: [] };
}

function editedSince(suite: Suite, suiteOfBase: Suite | undefined): readonly string[] {
  if (suiteOfBase === undefined) return [];
  const { questions } = prepareSuite(suiteOfBase, new Set()).suite;
  const before = new Map(questions.map((question) => [question.id, hashQuestion(question)]));
  return suite.questions
    .filter(
      (question) => (before.get(question.id) ?? hashQuestion(question)) !== hashQuestion(question),
    )
    .map(({ id }) => id);
}
