import type { ScoredCandidate, WeighedCandidate } from './score-candidates.ts';

/** How far down the list a passage may be lifted by what its words say beyond BM25. */
const reordered = 10;
/** The usual constant of reciprocal rank fusion: how much the first places stand out. */
const rankOffset = 60;

/**
 * Best first: BM25 decides which passages come among the first ten, their scores in what order. What
 * comes after keeps the order of BM25. So a longer list begins with the shorter one.
 */
export function orderByWords(candidates: readonly WeighedCandidate[]): readonly ScoredCandidate[] {
  const byBm25 = candidates
    .filter(({ bm25 }) => bm25 > 0)
    .sort((a, b) => b.bm25 - a.bm25 || a.key - b.key);
  const first = byBm25
    .slice(0, reordered)
    .toSorted((a, b) => b.score - a.score || b.bm25 - a.bm25 || a.key - b.key);
  return withFallingScores([...first, ...byBm25.slice(reordered)]);
}

/**
 * Best first: by reciprocal rank in both lists, that of the words and that of the meaning. A passage
 * scores what the better of both readings says of it.
 *
 * @param likeness key of a candidate -> 0 to 1; one that it lacks was found by its words alone
 */
export function orderByBoth(
  candidates: readonly WeighedCandidate[],
  likeness: ReadonlyMap<number, number>,
): readonly ScoredCandidate[] {
  const byWords = ranksOf(
    candidates.filter(({ bm25 }) => bm25 > 0),
    ({ bm25 }) => bm25,
  );
  const byMeaning = ranksOf(
    candidates.filter(({ key }) => likeness.has(key)),
    ({ key }) => likeness.get(key) ?? 0,
  );
  const fused = candidates
    .filter(({ key }) => byWords.has(key) || byMeaning.has(key))
    .map((candidate) => ({
      candidate: {
        ...candidate,
        score: Math.max(candidate.score, likeness.get(candidate.key) ?? 0),
      },
      worth: reciprocal(byWords.get(candidate.key)) + reciprocal(byMeaning.get(candidate.key)),
    }))
    .sort((a, b) => b.worth - a.worth || b.candidate.score - a.candidate.score)
    .map(({ candidate }) => candidate);
  return withFallingScores(fused);
}

function reciprocal(rank: number | undefined): number {
  return rank === undefined ? 0 : 1 / (rankOffset + rank);
}

/** Key -> place from 1. */
function ranksOf(
  candidates: readonly WeighedCandidate[],
  worth: (candidate: WeighedCandidate) => number,
): ReadonlyMap<number, number> {
  const sorted = candidates.toSorted((a, b) => worth(b) - worth(a) || a.key - b.key);
  return new Map(sorted.map(({ key }, index) => [key, index + 1]));
}

/** Scores that do not rise with rank: one that would be above those before it comes down to them. */
function withFallingScores(candidates: readonly ScoredCandidate[]): readonly ScoredCandidate[] {
  let least = 1;
  return candidates.map((candidate) => {
    least = Math.min(least, candidate.score);
    return { ...candidate, score: least };
  });
}
