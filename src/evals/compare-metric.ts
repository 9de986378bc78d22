import type { CaseChange } from './case-change.ts';
import { isBinary, scoreCase } from './case-scores.ts';
import { pageOf } from './match-targets.ts';
import { mean } from './metrics/mean.ts';
import type { MetricName } from './metrics/metric-names.ts';
import { bootstrapInterval, type Interval } from './statistics/bootstrap-interval.ts';
import { mcnemarTest } from './statistics/mcnemar-test.ts';
import { minimumDetectableDrop } from './statistics/minimum-detectable-drop.ts';
import {
  meanDifference,
  type PairedDifferences,
  pairDifferences,
} from './statistics/paired-differences.ts';
import { signFlipTest } from './statistics/sign-flip-test.ts';

/** One measure now, and against the baseline. */
export interface MetricComparison {
  readonly name: MetricName;
  /** Mean over the questions that it says something about, 0 to 1; undefined when there is none. */
  readonly value: number | undefined;
  /** How many questions that are. */
  readonly questionCount: number;
  /** Undefined when no question can be compared. */
  readonly change: MetricChange | undefined;
}

export interface MetricChange {
  /** Mean change over the questions that are judged on both sides. */
  readonly delta: number;
  readonly pairCount: number;
  /** Pages that the questions are about. */
  readonly pageCount: number;
  /** One-sided: the chance of such a drop if nothing had changed. */
  readonly pValue: number;
  readonly test: 'sign-flip, exact' | 'sign-flip, sampled' | 'mcnemar, exact';
  readonly differences: PairedDifferences;
}

/** What is said of the primary measure on top. */
export interface PrimaryDetail {
  /** Where the true change lies, 95 % sure. */
  readonly interval: Interval;
  /** The smallest drop that this comparison notices four times in five; undefined: none, too few pages. */
  readonly minimumDetectableDrop: number | undefined;
}

export function compareMetric(
  name: MetricName,
  changes: readonly CaseChange[],
  topK: number,
): MetricComparison {
  const values: number[] = [];
  const pairs: { readonly difference: number; readonly page: string }[] = [];
  for (const { result, before } of changes) {
    const { question } = result;
    const now = scoreCase(name, question, result, topK);
    if (now === undefined) continue;
    // What is not a number is the worst there can be.
    const value = Number.isFinite(now) ? now : 0;
    values.push(value);
    // A baseline does not keep who was judged not to help unless someone was.
    const then =
      before === undefined || name === 'judged'
        ? undefined
        : scoreCase(name, question, before, topK);
    if (then === undefined) continue;
    const page = pageOf(question.targets[0]) ?? `question ${question.id}`;
    pairs.push({ difference: value - then, page });
  }
  return {
    name,
    value: mean(values),
    questionCount: values.length,
    change: pairs.length === 0 ? undefined : testChange(name, pairDifferences(pairs)),
  };
}

function testChange(name: MetricName, differences: PairedDifferences): MetricChange {
  const { values, clusterCount } = differences;
  const measured = {
    delta: meanDifference(differences),
    pairCount: values.length,
    pageCount: clusterCount,
    differences,
  };
  // McNemar counts questions one by one: right only when each has a page of its own.
  if (isBinary(name) && clusterCount === values.length) {
    const lost = values.filter((value) => value < 0).length;
    const gained = values.filter((value) => value > 0).length;
    return { ...measured, pValue: mcnemarTest(lost, gained), test: 'mcnemar, exact' };
  }
  const { pValue, method } = signFlipTest(differences);
  return { ...measured, pValue, test: `sign-flip, ${method}` };
}

export function detailPrimary({ differences }: MetricChange, alpha: number): PrimaryDetail {
  return {
    interval: bootstrapInterval(differences),
    minimumDetectableDrop: minimumDetectableDrop(differences, { alpha }),
  };
}
