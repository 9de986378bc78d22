import type { Baseline } from './baseline.ts';
import type { CaseChange } from './case-change.ts';
import type { PrimaryScore, Score } from './compare-runs.ts';
import type { MetricName } from './metrics/metric-names.ts';
import type { SuiteRun } from './run-suite.ts';

/** Everything a rule may look at. */
export interface Evidence {
  readonly run: SuiteRun;
  readonly baseline: Baseline | undefined;
  /** One per case of the run. */
  readonly changes: readonly CaseChange[];
  /** The least of each measure to accept, 0 to 1. */
  readonly floors: ReadonlyMap<MetricName, number>;
  readonly primary: PrimaryScore;
  /** Every measure. */
  readonly scores: readonly Score[];
  /** Targets whose document the index does not have, described, by question id. */
  readonly staleTargets: ReadonlyMap<string, readonly string[]>;
}

/** What a rule has to say. */
export interface Finding {
  /**
   * - `fail`: the gate is red.
   * - `inconclusive`: it cannot be green, because something could not be judged.
   * - `warn`: it is green, and somebody should look.
   * - `note`: worth knowing, decides nothing.
   */
  readonly weight: 'fail' | 'inconclusive' | 'warn' | 'note';
  /** Stable, for machines: `target_lost`. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  /** What to do now. */
  readonly hint: string | undefined;
  /** The questions it is about; empty when it is about the whole run. */
  readonly questionIds: readonly string[];
}

/** Looks at one thing. Pure; says nothing when all is well. What is missing or NaN counts against. */
export type Rule = (evidence: Evidence) => readonly Finding[];

/** One finding about the given questions; none when there are none. */
export function about(
  changes: readonly CaseChange[],
  say: (count: number) => Omit<Finding, 'questionIds'>,
): readonly Finding[] {
  if (changes.length === 0) return [];
  const questionIds = changes.map(({ result }) => result.question.id);
  return [{ ...say(changes.length), questionIds }];
}
