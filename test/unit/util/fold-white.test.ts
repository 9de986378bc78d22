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

it.each([
  ['Latin-1', ' \t\n\r\v\fab.\u00a0\u0085\u00e9'],
  ['any script', ' \n\tab\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\ufeff\u200b漢'],
])('folds a long text of %s the same way', (_, characters) => {
  for (let seed = 0; seed < 200; seed++) {
    const random = seededRandom(seed);
    const length = 200 + random.below(800);
    const text = Array.from({ length }, () => random.pick([...characters])).join('');

    expect(foldWhite(text), JSON.stringify(text)).toBe(text.replace(/\s+/g, ' ').trim());
  }
});

it('knows every character that is white space in a long text', () => {
  const letters = 'a'.repeat(200);
  for (let code = 0; code < 0x10000; code++) {
    const text = `${letters}${String.fromCharCode(code)}b`;

    if (foldWhite(text) !== text.replace(/\s+/g, ' ').trim()) expect.fail(`U+${code.toString(16)}`);
  }
});
