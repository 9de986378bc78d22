import type { Baseline, BaselineCase } from './baseline.ts';
import { type CaseChange, changeKinds, classifyCase } from './case-change.ts';
import { gate } from './gate.ts';
import type { Evidence, Finding, Rule } from './gate-rule.ts';
import type { SuiteRun } from './run-suite.ts';
import { hitAt, mean, type Ranks, recallAt, reciprocalRank } from './score-ranking.ts';

/** What a run means. Reports are made of it and of nothing else. */
export interface Verdict {
  /** Only `pass` lets a change through. */
  readonly outcome: 'pass' | 'fail' | 'inconclusive';
  readonly suite: { readonly name: string; readonly fileName: string; readonly topK: number };
  readonly counts: Counts;
  readonly scores: readonly Score[];
  /** Why; in the order fail, inconclusive, note. */
  readonly findings: readonly Finding[];
  /** Every question, worst first; critical ones lead within their kind. */
  readonly changes: readonly CaseChange[];
  /** Questions that only the baseline has. */
  readonly removed: readonly BaselineCase[];
  /** Undefined without a baseline. */
  readonly baselineQuestionCount: number | undefined;
}

export interface Counts {
  readonly questions: number;
  readonly found: number;
  readonly missed: number;
  readonly errored: number;
  readonly unjudged: number;
  /** How many questions the baseline has in the same form. */
  readonly compared: number;
}

/** One measure, 0 to 1, over all questions that could be judged; errored ones count 0. */
export interface Score {
  readonly name: 'hit' | 'recall' | 'mrr';
  /** Undefined when nothing could be judged. */
  readonly value: number | undefined;
  /** Change of the mean over the questions judged on both sides; undefined when there are none. */
  readonly delta: number | undefined;
}

export interface CompareOptions {
  /** Instead of the suite's own floor: the least recall to accept, 0 to 1. */
  readonly floor?: number;
  /** Instead of the usual gate. */
  readonly rules?: readonly Rule[];
}

/**
 * Holds a run against the blessed one. Fails closed: what is missing, errored or not a number counts
 * against.
 *
 * @example
 * const verdict = compareRuns(run, parseBaseline(text, 'evals/baseline.json'));
 * if (verdict.outcome !== 'pass') process.exitCode = 3;
 */
export function compareRuns(
  run: SuiteRun,
  baseline: Baseline | undefined,
  options: CompareOptions = {},
): Verdict {
  const { name, fileName, topK } = run.suite;
  const changes = run.cases.map((result) => classifyCase(result, baseline, topK));
  const evidence: Evidence = { run, baseline, changes, floor: options.floor ?? run.suite.floor };
  const findings = (options.rules ?? gate)
    .flatMap((rule) => rule(evidence))
    .toSorted((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight));
  const asked = new Set(run.cases.map(({ question }) => question.id));
  return {
    outcome: outcomeOf(findings, changes.length),
    suite: { name, fileName, topK },
    counts: countCases(changes),
    scores: scoreChanges(changes, topK),
    findings,
    changes: changes.toSorted(worstFirst),
    removed: [...(baseline?.cases.values() ?? [])].filter(({ id }) => !asked.has(id)),
    baselineQuestionCount: baseline?.cases.size,
  };
}

const weights: readonly Finding['weight'][] = ['fail', 'inconclusive', 'note'];

function outcomeOf(findings: readonly Finding[], caseCount: number): Verdict['outcome'] {
  if (findings.some(({ weight }) => weight === 'fail')) return 'fail';
  const isOpen = caseCount === 0 || findings.some(({ weight }) => weight === 'inconclusive');
  return isOpen ? 'inconclusive' : 'pass';
}

function countCases(changes: readonly CaseChange[]): Counts {
  const count = (holds: (change: CaseChange) => boolean) => changes.filter(holds).length;
  return {
    questions: changes.length,
    found: count(({ result }) => result.outcome === 'found'),
    missed: count(({ result }) => result.outcome === 'missed'),
    errored: count(({ result }) => result.outcome === 'errored'),
    unjudged: count(({ result }) => result.outcome === 'unjudged'),
    compared: count(({ standing }) => standing === 'compared'),
  };
}

const measures: readonly (readonly [Score['name'], (ranks: Ranks, k: number) => number])[] = [
  ['hit', hitAt],
  ['recall', recallAt],
  ['mrr', reciprocalRank],
];

function scoreChanges(changes: readonly CaseChange[], topK: number): readonly Score[] {
  const judged = changes.filter(({ result }) => result.outcome !== 'unjudged');
  return measures.map(([name, measure]) => {
    const now = ({ result }: CaseChange) =>
      measure(
        result.targets.map(({ rank }) => rank),
        topK,
      );
    const differences = judged.flatMap((change) =>
      change.before === undefined || change.before.outcome === 'unjudged'
        ? []
        : [now(change) - measure(change.before.ranks, topK)],
    );
    return { name, value: mean(judged.map(now)), delta: mean(differences) };
  });
}

function worstFirst(a: CaseChange, b: CaseChange): number {
  return (
    changeKinds.indexOf(a.kind) - changeKinds.indexOf(b.kind) ||
    Number(b.result.question.critical) - Number(a.result.question.critical)
  );
}
