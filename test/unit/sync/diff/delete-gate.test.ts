import { describe, expect, it } from 'vitest';
import {
  type AbsenceFacts,
  inSample,
  judgeAbsence,
  massDelete,
  suspectListing,
  weakestCoverage,
} from '#sync/diff/delete-gate.ts';

describe('the cap on removals', () => {
  it.each([
    { removals: 0, delivered: 0 },
    { removals: 25, delivered: 25 },
    { removals: 25, delivered: 0 },
    { removals: 100, delivered: 400 },
  ])('lets $removals of $delivered pass', ({ removals, delivered }) => {
    expect(massDelete({ removals, delivered, allowed: false })).toBeUndefined();
  });

  it.each([
    { removals: 26, delivered: 100 },
    { removals: 26, delivered: 26 },
    { removals: 101, delivered: 403 },
  ])('holds $removals of $delivered, and allows them when told to', ({ removals, delivered }) => {
    expect(massDelete({ removals, delivered, allowed: false })).toMatch('--allow-mass-delete');
    expect(massDelete({ removals, delivered, allowed: true })).toBeUndefined();
  });
});

describe('a listing', () => {
  it.each([
    { owned: 2, listed: 0, suspect: false },
    { owned: 3, listed: 0, suspect: true },
    { owned: 3, listed: 1, suspect: false },
    { owned: 49, listed: 1, suspect: false },
    { owned: 50, listed: 4, suspect: true },
    { owned: 50, listed: 5, suspect: false },
  ])('of $listed where $owned are owned: suspect is $suspect', ({ owned, listed, suspect }) => {
    expect(suspectListing({ owned, listed, allowed: false }) !== undefined).toBe(suspect);
    expect(suspectListing({ owned, listed, allowed: true })).toBeUndefined();
  });
});

describe('absence', () => {
  const facts: AbsenceFacts = {
    coverage: 'everything',
    intact: true,
    missing: 5,
    owned: 100,
    listed: 95,
    delivered: 100,
    allowed: false,
  };

  it.each<[string, Partial<AbsenceFacts>, string]>([
    ['from a read of changes', { coverage: 'changes' }, 'meaningless'],
    [
      'from a snapshot of which a part failed',
      { coverage: 'snapshot', intact: false },
      'meaningless',
    ],
    ['of nothing', { missing: 0 }, 'meaningless'],
    ['from a snapshot', { coverage: 'snapshot' }, 'proof'],
    [
      'from a snapshot, however much it is: the cap comes later',
      { coverage: 'snapshot', missing: 90, listed: 0 },
      'proof',
    ],
    ['from a complete listing', {}, 'suspicion'],
    ['from an empty listing', { missing: 100, listed: 0 }, 'held'],
    ['of more than the cap', { missing: 26, listed: 74 }, 'held'],
    ['of more than the cap when that is allowed', { missing: 26, allowed: true }, 'suspicion'],
  ])('%s', (_, more, verdict) => {
    expect(judgeAbsence({ ...facts, ...more }).is).toBe(verdict);
  });
});

describe('the sample to verify', () => {
  it.each([
    [1, 1],
    [50, 50],
    [51, 50],
    [137, 50],
    [100_003, 50],
  ])('of %i is %i', (total, size) => {
    const chosen = Array.from({ length: total }, (_, index) => inSample(index, total));
    expect(chosen.filter(Boolean)).toHaveLength(size);
  });

  it('is spread evenly', () => {
    const chosen = Array.from({ length: 1_000 }, (_, index) => index).filter((index) =>
      inSample(index, 1_000),
    );
    expect(chosen.every((index, nth) => Math.floor(index / 20) === nth)).toBe(true);
  });
});

it('several coverages together are worth the weakest, and none is worth nothing', () => {
  expect(weakestCoverage([])).toBe('changes');
  expect(weakestCoverage(['snapshot'])).toBe('snapshot');
  expect(weakestCoverage(['snapshot', 'everything'])).toBe('everything');
  expect(weakestCoverage(['everything', 'changes', 'snapshot'])).toBe('changes');
});
