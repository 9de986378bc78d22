import { plural } from '#util/plural.ts';
import type { CaseChange, ChangeKind } from '../case-change.ts';
import type { Score, Verdict } from '../compare-runs.ts';
import type { MetricName } from '../metrics/metric-names.ts';
import { metricWords } from '../metrics/metric-words.ts';
import { formatP } from '../rules-on-scores.ts';

/** `PASS`, `PASS WITH WARNING`, `INCONCLUSIVE`, `FAIL`. */
export function headlineWord(outcome: Verdict['outcome']): string {
  return outcome.toUpperCase().replaceAll('-', ' ');
}

/** `9 of 12 questions found a target in the first 10 results`, and what else there is to count. */
export function summariseCounts({
  counts,
  suite,
  changes,
  baselineQuestionCount,
  comparedWith,
}: Verdict): string {
  const rest = [
    counts.errored > 0 ? `${counts.errored} could not be asked` : undefined,
    counts.unjudged > 0 ? `${counts.unjudged} cannot be judged` : undefined,
    baselineQuestionCount === undefined
      ? undefined
      : `${counts.compared} compared with ${comparedWith}`,
  ].filter((part) => part !== undefined);
  const isAboutAnswers = changes.some(({ result }) => result.answer?.text !== undefined);
  const good = isAboutAnswers
    ? 'found a target and answered as they should'
    : `found a target in the first ${suite.topK} results`;
  return [`${counts.found} of ${plural(counts.questions, 'question')} ${good}`, ...rest].join('; ');
}

export interface ScoreLine {
  readonly name: string;
  readonly value: string;
  /** `-0.167`, `no change`, or empty when there is nothing to compare with. */
  readonly delta: string;
  readonly meaning: string;
}

/** The scores that people read, the one that gates first. */
const shown: readonly MetricName[] = ['recall', 'mrr', 'answered'];

/** The scores for people: the primary one, then the most telling of the others. */
export function describeScores(verdict: Verdict): readonly ScoreLine[] {
  const { primary, scores } = verdict;
  const others = shown.flatMap((name) => scores.filter((score) => score.name === name));
  return [primary, ...others.filter(({ name }) => name !== primary.name)].map((score) =>
    describeScore(score, verdict),
  );
}

/** Every score that there is, for reports with room. */
export function describeAllScores(verdict: Verdict): readonly ScoreLine[] {
  return verdict.scores.map((score) => describeScore(score, verdict));
}

function describeScore({ name, value, delta, questionCount }: Score, verdict: Verdict): ScoreLine {
  const { suite, counts } = verdict;
  const { title, meaning } = metricWords(name, suite.topK);
  const isPart = questionCount < counts.questions;
  return {
    name: title,
    value: value === undefined ? 'unknown' : value.toFixed(3),
    delta: describeDelta(delta),
    meaning: isPart ? `${meaning}; over ${plural(questionCount, 'question')}` : meaning,
  };
}

function describeDelta(delta: number | undefined): string {
  if (delta === undefined) return '';
  if (Math.abs(delta) < 0.0005) return 'no change';
  return `${delta > 0 ? '+' : ''}${delta.toFixed(3)}`;
}

/**
 * What the comparison of the primary measure says and what it could have seen; undefined when there was
 * nothing to compare with.
 */
export function describeComparison({ primary, suite, gate }: Verdict): string | undefined {
  const { change, detail } = primary;
  if (change === undefined || detail === undefined) return undefined;
  const { title } = metricWords(primary.name, suite.topK);
  const { low, high } = detail.interval;
  const smallest = detail.minimumDetectableDrop;
  const power =
    smallest === undefined
      ? `Questions on ${plural(change.pageCount, 'page')} are too few to tell a drop from chance`
      : smallest > 1
        ? 'So few questions cannot tell any drop from chance'
        : `A drop is noticed four times in five from ${smallest.toFixed(3)} up`;
  return (
    `${title} changed by ${signed(change.delta)}, 95 % sure from ${signed(low)} to ${signed(high)}; ` +
    `p ${formatP(change.pValue)} (${change.test}, ${plural(change.pairCount, 'question')} on ${plural(change.pageCount, 'page')}). ` +
    `${power}; the gate fails from ${gate.margin} at p <= ${gate.alpha}.`
  );
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${(Math.abs(value) < 0.0005 ? 0 : value).toFixed(3)}`;
}

/** `12 ms (median), 40 ms (95 %)`; undefined when nothing was asked. */
export function describeLatency({ latency }: Verdict): string | undefined {
  const { p50Ms, p95Ms } = latency;
  if (p50Ms === undefined || p95Ms === undefined) return undefined;
  return `${Math.round(p50Ms)} ms (median), ${Math.round(p95Ms)} ms (95 of 100)`;
}

/** One part of a report: the questions of one kind, as many as a reader wants to see. */
export interface Section {
  readonly kind: ChangeKind;
  readonly title: string;
  /** Whether each question is explained, or only named with target and ranks. */
  readonly detailed: boolean;
  readonly changes: readonly CaseChange[];
  /** How many more there are. */
  readonly left: number;
}

const sections: readonly (readonly [
  ChangeKind,
  /** `…` stands for what the run was compared with. */
  title: string,
  limit: number,
  detailed: boolean,
])[] = [
  ['lost', 'Lost: answered in …, not now', 25, true],
  ['errored', 'Could not be asked', 10, true],
  ['missed', 'Not found', 15, true],
  ['worsened', 'Further down than before, but still found', 15, true],
  ['unjudged', 'Cannot be judged', 10, false],
  ['gained', 'Found now, not before', 10, false],
  ['improved', 'Further up than before', 10, false],
];

/** The questions worth reading about, worst first, within the limits of a report. */
export function sectionsOf(verdict: Verdict): readonly Section[] {
  return sections.flatMap(([kind, title, limit, detailed]) => {
    const changes = verdict.changes.filter((change) => change.kind === kind);
    if (changes.length === 0) return [];
    const shown = changes.slice(0, limit);
    const left = changes.length - shown.length;
    return [
      { kind, title: title.replace('…', verdict.comparedWith), detailed, changes: shown, left },
    ];
  });
}
