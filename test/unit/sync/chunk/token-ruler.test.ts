import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { createTokenRuler } from '#sync/chunk/token-ruler.ts';
import { loadTokenizer } from '#sync/chunk/tokenizer.ts';
import { generatedMarkdown } from '../../../support/generated-markdown.ts';
import { type SeededRandom, seededRandom } from '../../../support/seeded-random.ts';

const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

/** Where encodings draw borders: white space of every kind, line ends, punctuation, cases, scripts. */
const bits =
  "a,Word,HTTPServer,123,4567,'s,'LL,don’t,。,数据,🙂,👩‍👩‍👧,é́,|,---,/,//,(,\",...,`,<|endoftext|>"
    .split(',')
    .concat(' ', '  ', '\t', '\n', '\n\n', '\r\n', '   \n', '\u00a0', '\u3000', '\u2028');

function scrambled(random: SeededRandom): string {
  return Array.from({ length: 1 + random.below(40) }, () => random.pick(bits)).join('');
}

describe.each([
  ['cl100k', countCl100k],
  ['o200k', countO200k],
] as const)('the token ruler in %s', (encoding, count) => {
  it('tells of every range what counting it alone tells', async () => {
    const tokenizer = await loadTokenizer(encoding);
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed);
      const text = scrambled(random);
      const ruler = createTokenRuler(text, tokenizer);
      for (let turn = 0; turn < 40; turn++) {
        const start = random.below(text.length);
        const end = start + random.below(text.length - start + 1);
        const slice = text.slice(start, end);
        if (!slice.isWellFormed()) continue;
        const label = `${JSON.stringify(slice)} in ${JSON.stringify(text)}`;
        expect(ruler.tokens(start, end), label).toBe(count(slice, plain));
      }
    }
  });

  it('tells of ranges with pieces of hundreds of tokens what counting them tells', async () => {
    const long = '\u{1f9ff}\u{1fac0}'.repeat(110);
    const text = `before ${long} between ${long} and${' after'.repeat(100)}`;
    const ruler = createTokenRuler(text, await loadTokenizer(encoding));

    for (const [start, end] of [
      [0, text.length],
      [7, text.length - 3],
      [text.indexOf('between'), text.length],
      [0, text.indexOf('between')],
    ] as const) {
      expect(ruler.tokens(start, end)).toBe(count(text.slice(start, end), plain));
    }
    expect(count(long, plain)).toBeGreaterThan(255);
  });

  it('tells the tokens of a table that repeats its header', async () => {
    const header = '| path | meaning |\n| --- | --- |\n';
    const row = '/usr/bin | programs |';
    const text = `${header}| / | root |\n${row}\n`;
    const ruler = createTokenRuler(text, await loadTokenizer(encoding));

    const start = text.indexOf(row);
    const tokens = ruler.tokensBelow({ start: 0, end: header.length }, start, start + row.length);

    expect(tokens).toBe(count(header + row, plain));
  });

  it('counts whole documents as the library does', async () => {
    const tokenizer = await loadTokenizer(encoding);
    for (let seed = 0; seed < 20; seed++) {
      const text = generatedMarkdown(seed).replaceAll(/\S{500,}| {500,}/g, ' - ');
      const ruler = createTokenRuler(text, tokenizer);
      expect(ruler.tokens(0, text.length), `seed ${seed}`).toBe(count(text, plain));
    }
  });
});

it('takes a stretch without any border for too large, in no time', async () => {
  const text = `before ${'x'.repeat(5_000_000)} after`;

  const ruler = createTokenRuler(text, await loadTokenizer('cl100k'));

  expect(ruler.tokens(0, text.length)).toBeGreaterThan(1_000_000);
  expect(ruler.tokens(0, 6)).toBe(1);
  expect(ruler.tokens(text.length - 5, text.length)).toBe(1);
});
