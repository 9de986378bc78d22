import { expect, it } from 'vitest';
import { foldWhite } from '#util/fold-white.ts';
import { seededRandom } from '../../support/seeded-random.ts';

it('folds white space exactly as a regular expression does', () => {
  const characters = [
    ...' \t\n\r\v\fab.\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u0085漢\u0000',
  ];
  for (let seed = 0; seed < 5_000; seed++) {
    const random = seededRandom(seed);
    const length = random.below(12);
    const text = Array.from({ length }, () => random.pick(characters)).join('');

    expect(foldWhite(text), JSON.stringify(text)).toBe(text.replace(/\s+/g, ' ').trim());
  }
});
