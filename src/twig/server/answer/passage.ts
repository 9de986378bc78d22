import type { ScoredCandidate } from '#twig/search/score-candidates.ts';

/** A passage that the search found, with its score from 0 to 1. */
export type FoundPassage = ScoredCandidate;
