import type { Opinion } from '../judge/opinion.ts';

/** What came of the checks of one answer. */
export interface AnswerResult {
  /** `unjudged`: nothing failed, but something could not be checked. */
  readonly outcome: 'passed' | 'failed' | 'unjudged';
  /** At most 2,000 characters; undefined when no answer was asked for. */
  readonly text: string | undefined;
  readonly checks: readonly CheckResult[];
  /** What it rests on, best first, for people. */
  readonly sources: readonly string[];
  /** Of prompt and answer together, where the server tells. */
  readonly tokenCount: number | undefined;
  /** From question to answer; undefined when no answer was asked for. */
  readonly latencyMs: number | undefined;
  /** What the judge says; decides nothing. */
  readonly opinion: Opinion | undefined;
}

export interface CheckResult {
  /** Stable, for machines: `contains`, `must_not_cite`. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'unjudged';
  /** What was found and what was expected. */
  readonly message: string;
}

/** Failed when a check failed; unjudged when none did and one could not be made. */
export function outcomeOfChecks(checks: readonly CheckResult[]): AnswerResult['outcome'] {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return checks.some(({ outcome }) => outcome === 'unjudged') ? 'unjudged' : 'passed';
}
