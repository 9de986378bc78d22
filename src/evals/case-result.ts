import { TwigkitError } from '#core/errors.ts';
import type { Passage } from '#core/retriever.ts';
import { cutText } from '#util/cut-text.ts';
import type { AnswerResult } from './checks/answer-result.ts';
import type { Match } from './match-target.ts';
import { matchTargets } from './match-targets.ts';
import { firstRank, type JudgedRanking } from './metrics/judged-ranking.ts';
import { rankDocuments } from './rank-documents.ts';
import { asksForTargets, type Question, type Suite, type Target } from './suite.ts';

/** What came of one question. */
export interface CaseResult {
  readonly question: Question;
  /**
   * What the search gave.
   *
   * - `found`: a target is among the first results.
   * - `missed`: none is.
   * - `unjudged`: none is seen, but the server tells too little about some result to be sure.
   * - `no_targets`: the question is about the answer only.
   * - `errored`: the question could not be asked. Counts as missed wherever scores are made.
   */
  readonly outcome: 'found' | 'missed' | 'unjudged' | 'no_targets' | 'errored';
  /** In the order of the question's targets. */
  readonly targets: readonly TargetResult[];
  /** Best rank of any target, from 1. */
  readonly firstRank: number | undefined;
  /** What the measures look at. */
  readonly ranking: JudgedRanking;
  /** Best first; at most the suite's `topK`. */
  readonly passages: readonly RankedPassage[];
  /** What the agent answered; undefined when nothing is asked of its answer. */
  readonly answer: AnswerResult | undefined;
  /** Of the search alone. */
  readonly latencyMs: number;
  /** Only when errored. */
  readonly error: CaseError | undefined;
}

export interface TargetResult {
  readonly target: Target;
  /** Rank of the first result that matches, from 1. */
  readonly rank: number | undefined;
  /** Rank of the first result of the target's document, whatever the section. */
  readonly documentRank: number | undefined;
}

/** A passage as reports show it. */
export interface RankedPassage {
  readonly rank: number;
  readonly title: string;
  readonly url: string | undefined;
  readonly path: string | undefined;
  readonly anchor: string | undefined;
  readonly headings: readonly string[];
  /** At most 240 characters. */
  readonly snippet: string;
  /** Whether it is one of the question's targets. */
  readonly match: Match;
}

export interface CaseError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** How results are looked at. */
export interface Judging extends Pick<Suite, 'topK' | 'unit'> {
  readonly latencyMs: number;
  readonly answer: AnswerResult | undefined;
}

/** What the search returned for a question, judged. `found` is best first. */
export function judgeCase(
  question: Question,
  found: readonly Passage[],
  { topK, unit, latencyMs, answer }: Judging,
): CaseResult {
  const passages = (unit === 'document' ? rankDocuments(found) : found).slice(0, topK);
  const matches = matchTargets(passages, question.targets, unit);
  const rejected = matchTargets(passages, question.rejected ?? [], unit);
  const best = firstRank(matches.ranks, topK);
  const isUnjudged = matches.passages.includes('unjudged');
  return {
    question,
    outcome: !asksForTargets(question)
      ? 'no_targets'
      : best !== undefined
        ? 'found'
        : isUnjudged
          ? 'unjudged'
          : 'missed',
    targets: question.targets.map((target, index) => ({
      target,
      rank: matches.ranks[index],
      documentRank: matches.documentRanks[index],
    })),
    firstRank: best,
    ranking: {
      grades: question.targets.map(({ grade = 1 }) => grade),
      ranks: matches.ranks,
      relevantRanks: ranksOf(matches.passages, (match) => match === 'match'),
      rejectedRanks: ranksOf(
        rejected.passages,
        (match, index) => match === 'match' && matches.passages[index] !== 'match',
      ),
      rejectedCount: question.rejected?.length ?? 0,
      resultCount: passages.length,
    },
    passages: passages.map((passage, index) =>
      toRankedPassage(passage, index + 1, matches.passages[index] ?? 'no_match'),
    ),
    answer,
    latencyMs,
    error: undefined,
  };
}

/** A question that could not be asked. */
export function erroredCase(question: Question, error: Error, latencyMs: number): CaseResult {
  return {
    question,
    outcome: 'errored',
    targets: question.targets.map((target) => ({
      target,
      rank: undefined,
      documentRank: undefined,
    })),
    firstRank: undefined,
    ranking: {
      grades: question.targets.map(({ grade = 1 }) => grade),
      ranks: question.targets.map(() => undefined),
      relevantRanks: [],
      rejectedRanks: [],
      rejectedCount: question.rejected?.length ?? 0,
      resultCount: 0,
    },
    passages: [],
    answer: undefined,
    latencyMs,
    error: {
      code: error instanceof TwigkitError ? error.code : 'unexpected',
      message: cutText(error.message, 300),
      hint: error instanceof TwigkitError ? error.hint : undefined,
    },
  };
}

/** A passage as reports show it. */
export function toRankedPassage(passage: Passage, rank: number, match: Match): RankedPassage {
  return {
    rank,
    title: passage.documentTitle,
    url: passage.url,
    path: passage.path,
    anchor: passage.anchor,
    headings: passage.headings ?? [],
    snippet: cutText(passage.text, 240),
    match,
  };
}

function ranksOf(
  matches: readonly Match[],
  holds: (match: Match, index: number) => boolean,
): readonly number[] {
  return matches.flatMap((match, index) => (holds(match, index) ? [index + 1] : []));
}
