import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Chunk, ChunkOptions } from '#core/chunk.ts';
import { chunkDocument } from '#sync/chunk/chunk-document.ts';
import { loadTokenizer, type Tokenizer } from '#sync/chunk/tokenizer.ts';
import { generatedMarkdown } from '../../../support/generated-markdown.ts';
import { parseHtml, parseMarkdown, textOf } from '../../../support/parsed.ts';

const options: ChunkOptions = { maxTokens: 128, overlapTokens: 16, encoding: 'cl100k' };
/** The library itself judges sizes; names of special tokens are text. */
const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
const counters = {
  cl100k: (text: string) => countCl100k(text, plain),
  o200k: (text: string) => countO200k(text, plain),
};

let tokenizer: Tokenizer;

beforeAll(async () => {
  tokenizer = await loadTokenizer('cl100k');
});

async function chunksOf(source: string, changed: Partial<ChunkOptions> = {}) {
  return chunkDocument('doc', await parseMarkdown(source), { ...options, ...changed }, tokenizer);
}

const prose = (count: number, word = 'word') =>
  Array.from({ length: count }, (_, at) => `This is sentence ${at} with a ${word}.`).join(' ');

describe('sections', () => {
  it('gives every section its own chunk, path and anchor', async () => {
    const chunks = await chunksOf(`${prose(5)}\n\n# A\n\n${prose(5)}\n\n## B\n\n${prose(5)}`);

    expect(chunks.map(({ headings, anchor }) => [headings, anchor])).toEqual([
      [[], undefined],
      [['A'], 'a'],
      [['A', 'B'], 'b'],
    ]);
  });

  it('puts a heading without text to its first subsection, under whose name it is found', async () => {
    const chunks = await chunksOf(`# A\n\n## B\n\n${prose(5)}\n\n## C\n\n${prose(5)}`);

    expect(chunks.map((chunk) => chunk.anchor)).toEqual(['b', 'c']);
    expect(chunks[0]?.text).toMatch(/^# A\n\n## B\n/);
  });

  it('names a chunk after the parent at its head when it holds several subsections', async () => {
    const chunks = await chunksOf(
      `# A\n\n${prose(5)}\n\n## B\n\nsignature\n\n### Use\n\n${prose(3)}\n\n### Returns\n\ntiny\n\n## C\n\n${prose(5)}`,
    );

    expect(chunks.map(({ headings, anchor }) => [headings, anchor])).toEqual([
      [['A'], 'a'],
      [['A', 'B'], 'b'],
      [['A', 'C'], 'c'],
    ]);
  });

  it('puts tiny sections behind the sibling before, and never a section of 32 tokens or more', async () => {
    const chunks = await chunksOf(
      `# A\n\n${prose(5)}\n\n# B\n\ntiny\n\n# C\n\nalso tiny\n\n# D\n\n${prose(5)}`,
    );

    expect(chunks.map((chunk) => chunk.anchor)).toEqual(['a', 'd']);
    expect(chunks[0]?.text).toContain('# C\n\nalso tiny');
  });

  it('does not put a tiny section to one of another parent', async () => {
    const chunks = await chunksOf(`# A\n\n## B\n\n${prose(5)}\n\n# C\n\ntiny`);

    expect(chunks.map((chunk) => chunk.anchor)).toEqual(['b', 'c']);
  });
});

describe('cuts', () => {
  it('repeats the end of prose inside a section only, from a sentence on', async () => {
    const chunks = await chunksOf(`# A\n\n${prose(30)}\n\n# B\n\n${prose(10)}`);
    const [first, second] = chunks;

    expect(second?.start).toBeLessThan(first?.end ?? 0);
    expect(second?.text).toMatch(/^This is sentence/);
    expect(chunks.at(-1)?.text).toMatch(/^# B/);
  });

  it('keeps code that fits whole, and cuts larger code at line ends', async () => {
    const small = `\`\`\`\n${'call(one, two);\n'.repeat(15)}\`\`\``;
    const large = `\`\`\`\n${'call(one, two);\n'.repeat(100)}\`\`\``;

    const chunks = await chunksOf(`# A\n\n${prose(10)}\n\n${small}\n\n${large}`);

    expect(chunks.some((chunk) => chunk.text.includes(small))).toBe(true);
    for (const chunk of chunks) expect(chunk.text).toMatch(/(?:\.|;|```)$/);
  });

  it('repeats the header of a cut table in front of whole rows', async () => {
    const head = '| name | value |\n| --- | --- |\n';
    const rows = Array.from({ length: 60 }, (_, at) => `| key ${at} | the value ${at} |`);

    const chunks = await chunksOf(`# A\n\n${head}${rows.join('\n')}`);

    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expect(chunk.text).toContain(head);
    const seen = chunks.flatMap((chunk) => chunk.text.split('\n').filter((row) => /key/.test(row)));
    expect(seen).toEqual(rows);
  });

  it('cuts long lists between their items', async () => {
    const items = Array.from({ length: 60 }, (_, at) => `- item ${at} has some words`);

    const chunks = await chunksOf(`# A\n\n${items.join('\n')}`, { overlapTokens: 0 });

    expect(chunks.flatMap((chunk) => chunk.text.match(/^- .*$/gm) ?? [])).toEqual(items);
  });

  it('divides prose rather than to leave its heading alone', async () => {
    const sentence = `${'many words follow here '.repeat(30).trim()}.`;

    const [first] = await chunksOf(`# A heading\n\n${sentence}`);

    expect(first?.text).toMatch(/^# A heading\n\nmany words/);
  });

  it('fills the chunks of a section evenly rather than to leave a small one at its end', async () => {
    for (let count = 12; count < 40; count++) {
      const chunks = await chunksOf(`# A\n\n${prose(count)}`, { overlapTokens: 0 });
      const sizes = chunks.map((chunk) => chunk.tokenCount);

      expect(Math.min(...sizes), `${sizes}`).toBeGreaterThan(Math.max(...sizes) / 2);
    }
  });

  it('keeps code whole that is larger than an even share', async () => {
    const code = `\`\`\`\n${'call(one, two);\n'.repeat(19)}\`\`\``;

    const chunks = await chunksOf(`# A\n\n${prose(6)}\n\n${code}`);

    expect(chunks.some((chunk) => chunk.text.includes(code))).toBe(true);
    expect(chunks).toHaveLength(2);
  });

  it('ends a chunk at a long comment, so that hidden text is not indexed', async () => {
    const chunks = await chunksOf(`# A\n\nbefore\n\n<!-- ${'secret '.repeat(30)}-->\n\nafter`);

    expect(chunks.map((chunk) => chunk.text).join()).not.toContain('secret');
  });
});

describe('ids', () => {
  it('are the same for the same document and differ between documents', async () => {
    const parsed = await parseMarkdown(generatedMarkdown(7));
    const ids = (id: string) =>
      chunkDocument(id, parsed, options, tokenizer).map((chunk) => chunk.id);

    expect(ids('one')).toEqual(ids('one'));
    expect(ids('one')).not.toEqual(ids('two'));
  });

  it('tell equal texts under equal headings apart', async () => {
    const twice = `# A\n\n${prose(5)}\n\n`;

    const [first, second] = await chunksOf(twice + twice);

    expect(first?.contentHash).toBe(second?.contentHash);
    expect(first?.id).not.toBe(second?.id);
  });

  it('stay when a paragraph is inserted into another section', async () => {
    const section = (name: string) => `# ${name}\n\n${prose(20, name)}\n\n`;
    const before = await chunksOf(section('A') + section('B') + section('C'));
    const after = await chunksOf(
      `${section('A')}# B\n\nInserted.\n\n${prose(20, 'B')}\n\n${section('C')}`,
    );

    const idsOf = (chunks: readonly Chunk[], anchor: string) =>
      chunks.filter((chunk) => chunk.anchor === anchor).map((chunk) => chunk.id);
    expect(idsOf(after, 'a')).toEqual(idsOf(before, 'a'));
    expect(idsOf(after, 'c')).toEqual(idsOf(before, 'c'));
    expect(idsOf(after, 'b')).not.toEqual(idsOf(before, 'b'));
  });
});

describe.each([
  ['cl100k', 512, 50],
  ['cl100k', 128, 16],
  ['cl100k', 32, 8],
  ['o200k', 64, 0],
] as const)('generated documents in %s, %i tokens, overlap %i', (encoding, maxTokens, overlapTokens) => {
  it('lose nothing, stay verbatim, are counted exactly and never exceed the limit', async () => {
    const own = await loadTokenizer(encoding);
    const count = counters[encoding];
    let chunkCount = 0;
    for (let seed = 0; seed < 40; seed++) {
      const markdown = generatedMarkdown(seed);
      const parse = seed % 5 === 0 ? parseHtml(asHtml(markdown)) : parseMarkdown(markdown);
      const parsed = await parse;
      const chunks = chunkDocument('d', parsed, { maxTokens, overlapTokens, encoding }, own);

      const covered = new Uint8Array(parsed.text.length);
      for (const [index, chunk] of chunks.entries()) {
        const label = `seed ${seed} chunk ${index}`;
        expect(chunk.tokenCount, label).toBe(count(chunk.text));
        expect(chunk.tokenCount, label).toBeLessThanOrEqual(maxTokens);
        const slice = parsed.text.slice(chunk.start, chunk.end);
        expect(chunk.text.endsWith(slice), label).toBe(true);
        if (chunk.text !== slice) expect(chunk.text, label).toMatch(/^\|.*\n\| ---/);
        expect(slice.isWellFormed(), label).toBe(true);
        covered.fill(1, chunk.start, chunk.end);
      }
      for (const block of parsed.blocks) {
        for (let at = block.start; at < block.end; at++) {
          if (covered[at] === 0 && /\S/.test(parsed.text[at] ?? '')) {
            expect.fail(`seed ${seed} loses ${textOf(parsed, { ...block, start: at })}`);
          }
        }
        const whole = block.kind === 'code' || block.kind === 'table';
        if (whole && count(textOf(parsed, block)) <= maxTokens) {
          const kept = chunks.some(({ start, end }) => start <= block.start && end >= block.end);
          expect(kept, `seed ${seed} cuts ${textOf(parsed, block)}`).toBe(true);
        }
      }
      expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(chunks.length);
      chunkCount += chunks.length;
    }
    expect(chunkCount).toBeGreaterThan(200);
  });
});

describe('pages that people wrote: those of this project', () => {
  const root = resolve(import.meta.dirname, '../../../..');
  const pages = ['docs', 'connectors', '.'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => join(root, folder, name)),
  );
  const usual = { maxTokens: 512, overlapTokens: 50 };

  it('give fewer than one chunk in twenty that is too small to find anything', async () => {
    let tiny = 0;
    let count = 0;
    for (const page of pages) {
      const chunks = await chunksOf(readFileSync(page, 'utf8'), usual);
      tiny += chunks.filter(({ tokenCount }) => tokenCount < 32).length;
      count += chunks.length;
    }

    expect(count).toBeGreaterThan(200);
    expect(tiny / count).toBeLessThan(0.05);
  });

  it('have their tokens counted about once', async () => {
    let counted = 0;
    const counting: Tokenizer = {
      ...tokenizer,
      pieceEnd(text, start, limit) {
        const end = tokenizer.pieceEnd(text, start, limit);
        counted += end - start;
        return end;
      },
      knownWord(text, start, limit) {
        const found = tokenizer.knownWord(text, start, limit);
        counted += found >> 4;
        return found;
      },
    };
    let length = 0;
    for (const page of pages) {
      const source = readFileSync(page, 'utf8');
      chunkDocument('d', await parseMarkdown(source), { ...options, ...usual }, counting);
      length += source.length;
    }

    expect(counted / length).toBeLessThan(1.2);
  });
});

function asHtml(markdown: string): string {
  const escaped = markdown.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return escaped
    .split(/\n\s*\n/)
    .map((part) => (part.startsWith('#') ? `<h2 id="x">${part}</h2>` : `<p>${part}</p>`))
    .join('');
}

it.each([
  ['one line without a space', 'x'.repeat(1_000_000)],
  ['emoji', '👩‍👩‍👧‍👦'.repeat(20_000)],
  ['one line of words', 'lorem ipsum '.repeat(80_000)],
  ['spaces', `a${' '.repeat(500_000)}b`],
  ['list items', '- an item of some words\n'.repeat(100_000)],
  ['table rows', `| a | b |\n| - | - |\n${'| one cell | another |\n'.repeat(100_000)}`],
  ['tiny sections', '## Heading\n\ntext\n\n'.repeat(20_000)],
  ['a fence of one line', `\`\`\`\n${'{"a":1},'.repeat(40_000)}\n\`\`\``],
])('a monster of %s is cut within the limit and in time', async (_, source) => {
  const chunks = await chunksOf(`# A\n\n${source}`, { maxTokens: 512, overlapTokens: 50 });

  expect(Math.max(...chunks.map((chunk) => counters.cl100k(chunk.text)))).toBeLessThanOrEqual(512);
  const length = chunks.reduce((sum, chunk) => sum + chunk.text.replace(/\s/g, '').length, 0);
  expect(length).toBeGreaterThanOrEqual(source.replace(/\s/g, '').length);
});
