import type { Baseline, BaselineCase } from './baseline.ts';
import { type CaseChange, changeKinds, classifyCase } from './case-change.ts';
import { stateOf } from './case-state.ts';
import {
  compareMetric,
  detailPrimary,
  type MetricComparison,
  type PrimaryDetail,
} from './compare-metric.ts';
import { gate } from './gate.ts';
import type { Evidence, Finding, Rule } from './gate-rule.ts';
import { type MetricName, metricNames } from './metrics/metric-names.ts';
import { percentile } from './metrics/percentile.ts';
import type { SuiteRun } from './run-suite.ts';
import { holm } from './statistics/holm.ts';
import type { GateSettings } from './suite.ts';

/** What a run means. Reports are made of it and of nothing else. */
export interface Verdict {
  /** `pass` and `pass-with-warning` let a change through. */
  readonly outcome: 'pass' | 'pass-with-warning' | 'inconclusive' | 'fail';
  readonly suite: {
    readonly name: string;
    readonly fileName: string;
    readonly topK: number;
    readonly agentId: string | undefined;
  };
  readonly gate: GateSettings;
  readonly counts: Counts;
  /** One for each measure that says something about any question. */
  readonly scores: readonly Score[];
  /** The measure that gates. */
  readonly primary: PrimaryScore;
  readonly latency: Latency;
  /** Why; in the order fail, inconclusive, warn, note. */
  readonly findings: readonly Finding[];
  /** Every question, worst first; critical ones lead within their kind. */
  readonly changes: readonly CaseChange[];
  /** Questions that only the baseline has. */
  readonly removed: readonly BaselineCase[];
  /** Undefined without a baseline. */
  readonly baselineQuestionCount: number | undefined;
  /** What reports call the baseline. */
  readonly comparedWith: string;
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
export interface Score extends MetricComparison {
  /** Change of the mean over the questions judged on both sides; undefined when there are none. */
  readonly delta: number | undefined;
  /** Of the measures beside the primary: the p-value as it must be read among so many (Holm). */
  readonly adjustedPValue: number | undefined;
}

export interface PrimaryScore extends Score {
  /** Undefined when there is nothing to compare with. */
  readonly detail: PrimaryDetail | undefined;
}

/** Milliseconds; undefined when no question was answered. */
export interface Latency {
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
}

export interface CompareOptions {
  /** Instead of the suite's own floor: the least recall to accept, 0 to 1. */
  readonly floor?: number;
  /** Targets whose document the index does not have, described, by question id. */
  readonly staleTargets?: ReadonlyMap<string, readonly string[]>;
  /** What reports call the baseline; default `the baseline`. */
  readonly comparedWith?: string;
  /** Instead of the usual gate. */
  readonly rules?: readonly Rule[];
}

/**
 * Holds a run against the blessed one. Fails closed: what is missing, errored or not a number counts
 * against.
 *
 * @example
 * const verdict = compareRuns(run, parseBaseline(text, 'evals/baseline.json'));
 * if (verdict.outcome === 'fail') process.exitCode = 3;
 */
export function compareRuns(
  run: SuiteRun,
  baseline: Baseline | undefined,
  options: CompareOptions = {},
): Verdict {
  const { name, fileName, topK, agentId, gate: settings } = run.suite;
  const changes = run.cases.map((result) => classifyCase(result, baseline, topK));
  const { primary, scores } = scoreChanges(changes, topK, settings);
  const floors = new Map(run.suite.floors);
  if (options.floor !== undefined) floors.set('recall', options.floor);
  const evidence: Evidence = {
    run,
    baseline,
    changes,
    floors,
    primary,
    scores,
    staleTargets: options.staleTargets ?? new Map(),
  };
  const findings = (options.rules ?? gate)
    .flatMap((rule) => rule(evidence))
    .toSorted((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight));
  const asked = new Set(run.cases.map(({ question }) => question.id));
  return {
    outcome: outcomeOf(findings, changes.length),
    suite: { name, fileName, topK, agentId },
    gate: settings,
    counts: countCases(changes),
    scores: scores.filter(({ value }) => value !== undefined),
    primary,
    latency: measureLatency(run),
    findings,
    changes: changes.toSorted(worstFirst),
    removed: [...(baseline?.cases.values() ?? [])].filter(({ id }) => !asked.has(id)),
    baselineQuestionCount: baseline?.cases.size,
    comparedWith: options.comparedWith ?? 'the baseline',
  };
}

const weights: readonly Finding['weight'][] = ['fail', 'inconclusive', 'warn', 'note'];

function outcomeOf(findings: readonly Finding[], caseCount: number): Verdict['outcome'] {
  const has = (wanted: Finding['weight']) => findings.some(({ weight }) => weight === wanted);
  if (has('fail')) return 'fail';
  if (caseCount === 0 || has('inconclusive')) return 'inconclusive';
  return has('warn') ? 'pass-with-warning' : 'pass';
}

function countCases(changes: readonly CaseChange[]): Counts {
  const count = (holds: (change: CaseChange) => boolean) => changes.filter(holds).length;
  return {
    questions: changes.length,
    found: count(({ result }) => stateOf(result) === 'good'),
    missed: count(({ result }) => stateOf(result) === 'bad'),
    errored: count(({ result }) => stateOf(result) === 'errored'),
    unjudged: count(({ result }) => stateOf(result) === 'unjudged'),
    compared: count(({ standing }) => standing === 'compared'),
  };
}

/** The measures that are looked at beside the primary; others say the same in other words. */
const secondary: readonly MetricName[] = [
  'hit',
  'recall',
  'precision',
  'mrr',
  'ndcg',
  'map',
  'answered',
];

function scoreChanges(
  changes: readonly CaseChange[],
  topK: number,
  settings: GateSettings,
): { readonly primary: PrimaryScore; readonly scores: readonly Score[] } {
  const compared = metricNames.map((name) => compareMetric(name, changes, topK));
  const tested = compared.filter(
    ({ name, change }) => name !== settings.primary && secondary.includes(name) && change,
  );
  const adjusted = holm(tested.map(({ change }) => change?.pValue ?? 1));
  const scores = compared.map((comparison) => ({
    ...comparison,
    delta: comparison.change?.delta,
    adjustedPValue: adjusted[tested.indexOf(comparison)],
  }));
  const own = scores.find(({ name }) => name === settings.primary);
  const primary = own ?? {
    ...compareMetric(settings.primary, [], topK),
    delta: undefined,
    adjustedPValue: undefined,
  };
  const detail = primary.change && detailPrimary(primary.change, settings.alpha);
  return { primary: { ...primary, detail }, scores };
}

function measureLatency({ cases }: SuiteRun): Latency {
  const taken = cases.filter(({ outcome }) => outcome !== 'errored').map((one) => one.latencyMs);
  return { p50Ms: percentile(taken, 0.5), p95Ms: percentile(taken, 0.95) };
}

function worstFirst(a: CaseChange, b: CaseChange): number {
  return (
    changeKinds.indexOf(a.kind) - changeKinds.indexOf(b.kind) ||
    Number(b.result.question.critical) - Number(a.result.question.critical)
  );
}
