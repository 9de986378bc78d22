import { describe, expect, it } from 'vitest';
import { firstRank, hitAt, mean, recallAt, reciprocalRank } from '#evals/score-ranking.ts';

describe('the measures of one ranking', () => {
  it.each([
    { ranks: [1], k: 10, first: 1, hit: 1, recall: 1, rr: 1 },
    { ranks: [4], k: 10, first: 4, hit: 1, recall: 1, rr: 0.25 },
    { ranks: [10], k: 10, first: 10, hit: 1, recall: 1, rr: 0.1 },
    { ranks: [11], k: 10, first: undefined, hit: 0, recall: 0, rr: 0 },
    { ranks: [undefined], k: 10, first: undefined, hit: 0, recall: 0, rr: 0 },
    { ranks: [undefined, 5, 2, 11], k: 10, first: 2, hit: 1, recall: 0.5, rr: 0.5 },
    { ranks: [Number.NaN, 2], k: 10, first: 2, hit: 1, recall: 0.5, rr: 0.5 },
    { ranks: [], k: 10, first: undefined, hit: 0, recall: 0, rr: 0 },
  ])('of $ranks within $k', ({ ranks, k, first, hit, recall, rr }) => {
    expect(firstRank(ranks, k)).toBe(first);
    expect(hitAt(ranks, k)).toBe(hit);
    expect(recallAt(ranks, k)).toBe(recall);
    expect(reciprocalRank(ranks, k)).toBe(rr);
  });

  it('has no mean of nothing', () => {
    expect(mean([])).toBeUndefined();
    expect(mean([1, 0])).toBe(0.5);
  });
});
