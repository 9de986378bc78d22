import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '#evals/statistics/bootstrap-interval.ts';
import { holm } from '#evals/statistics/holm.ts';
import { mcnemarTest } from '#evals/statistics/mcnemar-test.ts';
import { minimumDetectableDrop } from '#evals/statistics/minimum-detectable-drop.ts';
import { normalBelow, normalQuantile } from '#evals/statistics/normal.ts';
import {
  meanDifference,
  type PairedDifferences,
  pairDifferences,
} from '#evals/statistics/paired-differences.ts';
import { signFlipTest } from '#evals/statistics/sign-flip-test.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** Uniform in [0, 1). */
function uniform(seed: number): () => number {
  const { below } = seededRandom(seed);
  return () => below(0x1_0000_0000) / 0x1_0000_0000;
}

/** Each value on a page of its own, or on the page that is given. */
function differencesOf(values: readonly number[], pages?: readonly string[]): PairedDifferences {
  return pairDifferences(
    values.map((difference, index) => ({ difference, page: pages?.[index] ?? `${index}` })),
  );
}

/** The p-value by its definition, one flip after the other. */
function countFlips(sums: readonly number[]): number {
  const observed = sums.reduce((total, sum) => total + sum, 0);
  let low = 0;
  for (let bits = 0; bits < 2 ** sums.length; bits += 1) {
    const flipped = sums.reduce((total, sum, n) => total + ((bits >> n) & 1 ? -sum : sum), 0);
    if (flipped <= observed + 1e-9) low += 1;
  }
  return low / 2 ** sums.length;
}

describe('signFlipTest', () => {
  it.each([
    ['nothing changed', [0, 0, 0], 1],
    ['one question lost', [-1, 0, 0], 0.5],
    ['four lost, which can never be significant', [-1, -1, -1, -1], 1 / 16],
    ['five lost', [-1, -1, -1, -1, -1, 0], 1 / 32],
    ['all gained', [1, 1, 1], 1],
  ])('is exact when %s', (_, values, pValue) => {
    expect(signFlipTest(differencesOf(values))).toMatchObject({ pValue, method: 'exact' });
  });

  it('counts every way to flip up to twenty changes, ties and rounding included', () => {
    const random = uniform(1);
    for (const count of [1, 2, 3, 7, 10, 13]) {
      for (let round = 0; round < 20; round += 1) {
        const values = Array.from({ length: count }, () => Math.round(random() * 20 - 11) / 10);

        const { pValue } = signFlipTest(differencesOf(values));

        expect(pValue).toBeCloseTo(countFlips(values.filter((value) => value !== 0)), 12);
      }
    }
  });

  it('samples beyond that, near the exact value, the same one for the same seed, and never 0', () => {
    const few = Array.from({ length: 20 }, (_, n) => (n % 3 === 0 ? 0.4 : -0.3));
    const exact = signFlipTest(differencesOf(few)).pValue;
    const many = differencesOf([...few, -1e-12]);

    const sampled = signFlipTest(many);

    expect(sampled.method).toBe('sampled');
    expect(sampled.pValue).toBeCloseTo(exact, 1);
    expect(signFlipTest(many)).toEqual(sampled);
    expect(signFlipTest(many, { seed: 2 }).pValue).not.toBe(sampled.pValue);
    const worst = differencesOf(Array.from({ length: 60 }, () => -1));
    expect(signFlipTest(worst).pValue).toBe(1 / 10_001);
  });

  it('flips the questions of one page together', () => {
    const values = [-1, -1, -1, -1, -1, -1];

    const onePage = signFlipTest(differencesOf(values, ['a', 'a', 'a', 'a', 'a', 'a']));
    const twoPages = signFlipTest(differencesOf(values, ['a', 'a', 'a', 'b', 'b', 'b']));

    expect(onePage.pValue).toBe(1 / 2);
    expect(twoPages.pValue).toBe(1 / 4);
  });

  it('takes what is not a number for the worst there can be', () => {
    const broken = differencesOf([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);

    expect(meanDifference(broken)).toBe(-1);
    expect(signFlipTest(broken).pValue).toBe(1 / 32);
  });
});

describe('signFlipTest over 20,000 comparisons of a system with itself', () => {
  const questionCount = 60;
  // A sampled p-value is right for any number of flips; fewer than usual only cost a little power.
  const flips = 2_000;
  const random = uniform(20_261_121);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const ownPages = Int32Array.from({ length: questionCount }, (_, n) => n);
  const fourOfAPage = Int32Array.from({ length: questionCount }, (_, n) => n >> 2);

  /** Now and before are two draws of one kind; `draw` gives the question's score. */
  function changed(draw: (question: number) => number): Float64Array {
    return Float64Array.from({ length: questionCount }, (_, n) => draw(n) - draw(n));
  }

  function alarms(runs: number, make: () => Float64Array, clusters = ownPages): number {
    const clusterCount = (clusters.at(-1) ?? 0) + 1;
    let count = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      const differences = { values: make(), clusters, clusterCount };
      const { pValue } = signFlipTest(differences, { seed, flips });
      if (pValue <= 0.05) count += 1;
    }
    return count / runs;
  }

  it('raises a false alarm in at most 5.4 % where questions are right or wrong', () => {
    expect(alarms(20_000, () => changed(() => Number(random() < 0.8)))).toBeLessThanOrEqual(0.054);
  });

  it('raises a false alarm in at most 5.4 % where most questions are tied', () => {
    const draw = () => (random() < 0.2 ? Math.floor(random() * 5) / 4 : 0.5);

    expect(alarms(20_000, () => changed(draw))).toBeLessThanOrEqual(0.054);
  });

  it('raises a false alarm in at most 5.4 % where scores are skewed', () => {
    const rate = alarms(20_000, () => changed(() => Math.log(1 - random()) ** 2));

    expect(rate).toBeLessThanOrEqual(0.054);
    expect(rate).toBeGreaterThan(0.03);
  });

  it('raises a false alarm in at most 5.4 % where questions of a page rise and fall together', () => {
    const make = () => {
      const pages = Float64Array.from({ length: questionCount / 4 }, normal);
      return Float64Array.from(
        fourOfAPage,
        (page) => 0.3 * (pages[page] ?? Number.NaN) + 0.1 * normal(),
      );
    };

    expect(alarms(20_000, make, fourOfAPage)).toBeLessThanOrEqual(0.054);
    // Taken for independent, the same questions cry wolf: the pages matter.
    expect(alarms(2_000, make, ownPages)).toBeGreaterThan(0.1);
  });

  it('notices a drop of 0.10 in at least 80 % at 60 questions and a deviation of 0.3', () => {
    const make = () => Float64Array.from({ length: questionCount }, () => 0.3 * normal() - 0.1);

    expect(alarms(20_000, make)).toBeGreaterThanOrEqual(0.8);
  });
});

describe('mcnemarTest', () => {
  it.each([
    [0, 0, 1],
    [1, 0, 1 / 2],
    [5, 0, 1 / 32],
    [0, 5, 1],
    [8, 2, 56 / 1024],
    [3, 3, 42 / 64],
  ])('of %i lost and %i gained is %f', (lost, gained, pValue) => {
    expect(mcnemarTest(lost, gained)).toBeCloseTo(pValue, 12);
  });

  it('still answers for thousands of changes', () => {
    expect(mcnemarTest(1_000, 1_000)).toBeCloseTo(0.5, 1);
    expect(mcnemarTest(1_100, 900)).toBeLessThan(0.001);
  });
});

describe('bootstrapInterval', () => {
  it('holds the true mean in about as many cases as it says', () => {
    const random = uniform(5);
    const draw = () => random() + random() - 1;
    let held = 0;
    for (let round = 0; round < 400; round += 1) {
      const differences = differencesOf(Array.from({ length: 40 }, draw));
      const { low, high } = bootstrapInterval(differences, { resamples: 500, seed: round });
      if (low <= 0 && high >= 0) held += 1;
    }

    expect(held / 400).toBeGreaterThan(0.9);
    expect(held / 400).toBeLessThan(0.99);
  });

  it('is a point where nothing varies, and everything where there is but one page', () => {
    expect(bootstrapInterval(differencesOf([0, 0, 0]))).toEqual({ low: 0, high: 0 });
    expect(bootstrapInterval(differencesOf([-1, -1], ['a', 'a']))).toEqual({ low: -1, high: 1 });
  });

  it('is wider where questions share pages', () => {
    const random = uniform(7);
    const values = Array.from(
      { length: 60 },
      (_, n) => (Math.floor(n / 6) % 2) - 0.5 + random() / 9,
    );
    const pages = values.map((_, n) => `page ${Math.floor(n / 6)}`);

    const alone = bootstrapInterval(differencesOf(values));
    const shared = bootstrapInterval(differencesOf(values, pages));

    expect(shared.high - shared.low).toBeGreaterThan(1.5 * (alone.high - alone.low));
  });
});

describe('minimumDetectableDrop', () => {
  it('follows 6.2 times variance by drop squared', () => {
    const values = Array.from({ length: 56 }, (_, n) => (n % 2 === 0 ? 0.3 : -0.3));

    expect(minimumDetectableDrop(differencesOf(values))).toBeCloseTo(0.1, 2);
  });

  it('is five questions where less than five changed', () => {
    const values = Array.from({ length: 50 }, () => 0);

    expect(minimumDetectableDrop(differencesOf(values))).toBeCloseTo(0.1, 12);
  });

  it('is not there with fewer than five pages', () => {
    expect(minimumDetectableDrop(differencesOf([1, 0, -1, 0]))).toBeUndefined();
  });
});

describe('holm', () => {
  it('raises each p-value by its place and keeps their order', () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([0.9, 0.5])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

describe('the normal distribution', () => {
  it.each([
    [0, 0.5],
    [1.6448536, 0.95],
    [-1.959964, 0.025],
  ])('is below %f with a chance of %f', (z, chance) => {
    expect(normalBelow(z)).toBeCloseTo(chance, 6);
    expect(normalQuantile(chance)).toBeCloseTo(z, 4);
  });
});
