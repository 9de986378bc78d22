import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import {
  CL100K_TOKEN_SPLIT_REGEX,
  O200K_TOKEN_SPLIT_REGEX,
} from 'gpt-tokenizer/encodingParams/constants';
import { describe, expect, it } from 'vitest';
import { createPieceTable } from '#sync/chunk/piece-table.ts';
import { loadTokenizer } from '#sync/chunk/tokenizer.ts';
import { usualPieceEnd } from '#sync/chunk/usual-piece-end.ts';
import { textUnits } from '#util/text-units.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

/** Every ASCII character, and some that the rules for ASCII must not decide on. */
const characters = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ..." \n\r\t'aZ09.".repeat(12),
  ...['é', 'ß', '漢', '\u00a0', '\u2028', '٣', '́', '🙂', '\ud83d'],
];

function scrambled(seed: number): string {
  const random = seededRandom(seed);
  const length = 1 + random.below(60);
  return Array.from({ length }, () => random.pick(characters)).join('');
}

describe('usualPieceEnd', () => {
  it('ends every piece where the pattern of cl100k does, or leaves it to the pattern', () => {
    let decided = 0;
    for (let seed = 0; seed < 5_000; seed++) {
      const text = scrambled(seed);
      for (const { 0: piece, index } of text.matchAll(CL100K_TOKEN_SPLIT_REGEX)) {
        const end = usualPieceEnd(textUnits(text), index, text.length);
        if (end === undefined) continue;
        decided++;
        expect(text.slice(index, end), JSON.stringify(text)).toBe(piece);
      }
    }
    expect(decided).toBeGreaterThan(50_000);
  });
});

describe.each([
  ['cl100k', CL100K_TOKEN_SPLIT_REGEX, countCl100k],
  ['o200k', O200K_TOKEN_SPLIT_REGEX, countO200k],
] as const)('the tokenizer of %s', (encoding, pattern, count) => {
  it('counts every piece as the library does, at the first time and from memory', async () => {
    const { countPiece } = await loadTokenizer(encoding);
    const words =
      'Größenordnung 漢字かな交じり文 internationalization getElementsByTagName supercalifragilisticexpialidocious PGRES_COPY_BOTH 0xDEADBEEF ---------------- \u{1f9d1}\u200d\u{1f680} ﷽ \u0000\u0001';
    const texts = [words, ...Array.from({ length: 2_000 }, (_, seed) => scrambled(seed))];
    for (const text of [...texts, ...texts]) {
      for (const { 0: piece, index } of text.matchAll(pattern)) {
        const tokens = countPiece(textUnits(text), index, index + piece.length);
        expect(tokens, JSON.stringify(piece)).toBe(count(piece, plain));
      }
    }
  });

  it('finds its way through runs of letters that are too much for a pattern', async () => {
    const { pieceEnd } = await loadTokenizer(encoding);
    const length = 8_000_000;
    const run = textUnits('漢'.repeat(length));
    const words = textUnits('größer 漢字 naïve, \n\n  42 '.repeat(60_000));
    const expected = [...words.text.slice(0, 200_000).matchAll(pattern)].slice(0, -1);

    expect(pieceEnd(run, 0, length)).toBeGreaterThan(1_000);
    expect(pieceEnd(run, length - 3, length)).toBe(length);
    let at = 0;
    for (const { 0: piece } of expected) {
      expect(pieceEnd(words, at, words.text.length)).toBe(at + piece.length);
      at += piece.length;
    }
  });

  it('knows words that were counted before, and nothing that is not all of a piece', async () => {
    const { countPiece, knownWord, pieceEnd } = await loadTokenizer(encoding);
    let knownCount = 0;
    for (let seed = 0; seed < 2_000; seed++) {
      const text = textUnits(`${scrambled(seed)} of two words, don't (ask)éd a`);
      const limit = text.text.length;
      for (let at = 0; at < limit; at = pieceEnd(text, at, limit)) {
        const end = pieceEnd(text, at, limit);
        const tokens = countPiece(text, at, end);
        const known = knownWord(text, at, limit);
        if (known === 0) continue;
        knownCount++;
        expect([at + (known >> 4), known & 15], text.text.slice(at)).toEqual([end, tokens]);
      }
    }
    expect(knownCount > 10_000).toBe(encoding === 'cl100k');
  });

  it('knows every token of the vocabulary as one', async () => {
    const { countPiece } = await loadTokenizer(encoding);
    const { default: vocabulary } = await import(`gpt-tokenizer/bpeRanks/${encoding}_base`);
    const wrong = vocabulary.filter(
      (token: unknown) =>
        typeof token === 'string' && countPiece(textUnits(token), 0, token.length) !== 1,
    );

    expect(wrong).toEqual([]);
  });
});

describe('a piece table', () => {
  it('tells pieces apart that share characters, and keeps none that is long or not ASCII', () => {
    const table = createPieceTable(16);
    const text = 'abcd abcdabcd thirteenchars é a\0';
    const { units } = textUnits(text);
    const at = (piece: string) =>
      [text.indexOf(piece), text.indexOf(piece) + piece.length] as const;

    expect(table.set(units, ...at('abcd'), 1)).toBe(true);
    expect(table.set(units, ...at('abcdabcd'), 2)).toBe(true);
    expect(table.set(units, ...at('thirteenchars'), 3)).toBe(false);
    expect(table.set(units, ...at('é'), 4)).toBe(false);
    expect(table.set(units, ...at('a\0'), 5)).toBe(false);

    expect(table.get(units, ...at('abcd'))).toBe(1);
    expect(table.get(units, ...at('abcdabcd'))).toBe(2);
    expect(table.get(units, ...at('abc'))).toBe(0);
    expect(table.get(units, ...at('thirteenchars'))).toBe(0);
  });

  it('forgets all rather than to grow, and goes on', () => {
    const table = createPieceTable(4);
    const text = 'abcdefgh';
    const { units } = textUnits(text);
    for (let start = 0; start < text.length; start++) table.set(units, start, start + 1, start + 1);

    expect(table.get(units, 0, 1)).toBe(0);
    expect(table.get(units, 7, 8)).toBe(8);
  });
});
