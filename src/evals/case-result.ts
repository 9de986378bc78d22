import { TwigkitError } from '#core/errors.ts';
import type { Passage } from '#core/retriever.ts';
import { cutText } from '#util/cut-text.ts';
import { isDocument, type Match, matchTarget } from './match-target.ts';
import { firstRank } from './score-ranking.ts';
import type { Question, Target } from './suite.ts';

/** What came of one question. */
export interface CaseResult {
  readonly question: Question;
  /**
   * - `found`: a target is among the first results.
   * - `missed`: none is.
   * - `unjudged`: none is seen, but the server tells too little about some result to be sure.
   * - `errored`: the question could not be asked. Counts as missed wherever scores are made.
   */
  readonly outcome: 'found' | 'missed' | 'unjudged' | 'errored';
  /** In the order of the question's targets. */
  readonly targets: readonly TargetResult[];
  /** Best rank of any target, from 1. */
  readonly firstRank: number | undefined;
  /** Best first; at most the suite's `topK`. */
  readonly passages: readonly RankedPassage[];
  readonly latencyMs: number;
  /** Only when errored. */
  readonly error: CaseError | undefined;
}

export interface TargetResult {
  readonly target: Target;
  /** Rank of the first passage that matches, from 1. */
  readonly rank: number | undefined;
  /** Rank of the first passage of the target's document, whatever the section. */
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

/** What the search returned for a question, judged. `passages` are best first. */
export function judgeCase(
  question: Question,
  passages: readonly Passage[],
  latencyMs: number,
): CaseResult {
  const matches = question.targets.map((target) =>
    passages.map((passage) => matchTarget(passage, target)),
  );
  const targets = question.targets.map((target, index) => ({
    target,
    rank: rankOf(matches[index]?.indexOf('match')),
    documentRank: rankOf(passages.findIndex((passage) => isDocument(passage, target) === 'yes')),
  }));
  const best = firstRank(
    targets.map(({ rank }) => rank),
    passages.length,
  );
  const isUnjudged = matches.some((row) => row.includes('unjudged'));
  return {
    question,
    outcome: best !== undefined ? 'found' : isUnjudged ? 'unjudged' : 'missed',
    targets,
    firstRank: best,
    passages: passages.map((passage, index) =>
      toRankedPassage(passage, index + 1, bestMatch(matches.map((row) => row[index]))),
    ),
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
    passages: [],
    latencyMs,
    error: {
      code: error instanceof TwigkitError ? error.code : 'unexpected',
      message: cutText(error.message, 300),
      hint: error instanceof TwigkitError ? error.hint : undefined,
    },
  };
}

function toRankedPassage(passage: Passage, rank: number, match: Match): RankedPassage {
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

function bestMatch(matches: readonly (Match | undefined)[]): Match {
  if (matches.includes('match')) return 'match';
  return matches.includes('unjudged') ? 'unjudged' : 'no_match';
}

function rankOf(index: number | undefined): number | undefined {
  return index === undefined || index < 0 ? undefined : index + 1;
}
