import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';
import type { CaseResult } from './case-result.ts';
import type { JudgedRanking } from './metrics/judged-ranking.ts';
import type { Question } from './suite.ts';

/** What a blessed run found: the state that later runs are held against. */
export interface Baseline {
  readonly suite: string;
  readonly topK: number;
  /** By question id. */
  readonly cases: ReadonlyMap<string, BaselineCase>;
}

export interface BaselineCase {
  readonly id: string;
  /** As it was asked, for people. */
  readonly question: string;
  /** Of question, targets and checks: another hash means that results cannot be compared. */
  readonly hash: string;
  readonly outcome: Exclude<CaseResult['outcome'], 'errored'>;
  /** Grades are those of the question now, which the hash says are the same; 1 where it is gone. */
  readonly ranking: JudgedRanking;
  /** Undefined when nothing was asked of the answer. */
  readonly answer: { readonly outcome: 'passed' | 'failed' | 'unjudged' } | undefined;
  /** Of each target, the words of the passage that was it; undefined where it was not found. */
  readonly passages: readonly (string | undefined)[];
}

/** Changes when the wording, the targets or the checks of the answer do, and with nothing else. */
export function hashQuestion(question: Question): string {
  const { text, targets, rejected, mustNotCite, shouldRefuse, checks } = question;
  // What is undefined is left out of the text that is hashed.
  const content = { text, targets, rejected, mustNotCite, shouldRefuse, checks };
  return sha256(stableStringify(content)).slice(0, 16);
}
