import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Chunk, Chunker } from './chunking/chunker.ts';
import { countFaults, type Faults, noFaults } from './chunking/count-faults.ts';
import { countWithLibrary } from './chunking/count-with-library.ts';
import { markdownTable } from './chunking/markdown-table.ts';
import { ownChunker } from './chunking/own-chunker.ts';
import { peerChunkers } from './chunking/peer-chunkers.ts';

const sizes = { maxTokens: 512, overlapTokens: 50 };

interface Document {
  readonly name: string;
  readonly text: string;
}

const countOnly: Chunker = {
  name: 'countTokens alone',
  create: async () => async (text) => {
    countWithLibrary(text);
    return [];
  },
};
const timedChunkers = [countOnly, ownChunker, ...peerChunkers];

/**
 * Speed and faults of chunkers on real Markdown: `--data DIR` names a folder of it, `--every N` takes
 * each Nth file, `--rounds N` repeats the timing. Every chunker gets 512 tokens, 50 of overlap, and
 * the same tokenizer. Each is timed in a process of its own, one after the other, so that none runs in
 * the memory that another left; the table has the median round.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      data: { type: 'string' },
      every: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '5' },
      /** Times one chunker and prints its seconds; how this bench calls itself. */
      row: { type: 'string' },
    },
  });
  if (values.data === undefined) {
    console.error('Name a folder of Markdown with --data DIR; docs/benchmarks.md says which one.');
    return 2;
  }
  const documents = readDocuments(values.data, Number(values.every));
  if (values.row !== undefined) {
    console.log(JSON.stringify(await timeRow(values.row, documents, Number(values.rounds))));
    return 0;
  }
  const rows = timedChunkers.map(({ name }) => ({ name, seconds: secondsOf(name, options) }));
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  const bytes = documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  console.log(
    `${documents.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${characters} characters, ` +
      `${sizes.maxTokens} tokens, ${sizes.overlapTokens} overlap, median of ${values.rounds} rounds\n`,
  );
  console.log(`${speedTable(rows, bytes)}\n`);
  console.log(await faultTable(documents));
  return 0;
}

interface Row {
  readonly name: string;
  /** Of each round; empty when the peer is not installed. */
  readonly seconds: readonly number[];
}

function secondsOf(name: string, options: readonly string[]): readonly number[] {
  const bench = join(import.meta.dirname, 'run.ts');
  const answer = execFileSync(process.execPath, [bench, 'chunk', ...options, '--row', name], {
    encoding: 'utf8',
  });
  return JSON.parse(answer) as readonly number[]; // Printed by `timeRow`.
}

async function timeRow(name: string, documents: readonly Document[], rounds: number) {
  const chunk = await timedChunkers.find((chunker) => chunker.name === name)?.create(sizes);
  const seconds: number[] = [];
  for (let round = 0; chunk && round < rounds; round++) seconds.push(await timed(chunk, documents));
  return seconds;
}

function readDocuments(folder: string, every: number): readonly Document[] {
  const names = globSync('**/*.md', { cwd: folder }).sort();
  return names
    .filter((_, index) => index % every === 0)
    .map((name) => ({
      name,
      text: readFileSync(join(folder, name), 'utf8')
        .replace(/^\ufeff/, '')
        .replace(/\r\n?/g, '\n'),
    }));
}

async function timed(chunk: Chunk, documents: readonly Document[]): Promise<number> {
  const start = performance.now();
  for (const { name, text } of documents) await chunk(text, name);
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function speedTable(rows: readonly Row[], bytes: number): string {
  const counting = median(rows[0]?.seconds ?? []);
  return markdownTable(
    ['chunker', 'MB/s', 'of countTokens', 'first round MB/s'],
    rows.map(({ name, seconds }) => {
      if (seconds.length === 0) return [name, 'not run', '', ''];
      const own = median(seconds);
      const speed = (time: number) => (bytes / 1e6 / time).toFixed(2);
      return [name, speed(own), (counting / own).toFixed(2), speed(seconds[0] ?? Number.NaN)];
    }),
  );
}

async function faultTable(documents: readonly Document[]): Promise<string> {
  const lines: string[][] = [];
  for (const { name, create } of [ownChunker, ...peerChunkers]) {
    const chunk = await create(sizes);
    if (chunk === undefined) continue;
    const faults = noFaults();
    for (const document of documents) {
      const chunks = await chunk(document.text, document.name);
      countFaults(faults, document.text, chunks, sizes.maxTokens);
    }
    lines.push([name, ...figures(faults)]);
  }
  return markdownTable(columns, lines);
}

const columns = [
  'chunker',
  'chunks',
  'largest, tokens',
  'over the limit',
  'fences cut that fit',
  'tables cut that fit',
  'rows without header',
  'cut in a word',
  'no heading path',
  'not verbatim',
  'letters lost',
  'under 32 tokens',
  'mean fill',
  'fill in large sections',
];

function figures(faults: Faults): string[] {
  const { chunks } = faults;
  const share = (count: number, of = chunks) =>
    `${count} (${((100 * count) / Math.max(1, of)).toFixed(2)} %)`;
  const fill = (tokens: number, count: number) =>
    (tokens / Math.max(1, count) / sizes.maxTokens).toFixed(2);
  return [
    String(chunks),
    String(faults.maxTokens),
    share(faults.overLimit),
    share(faults.cutFences, faults.fences),
    share(faults.cutTables, faults.tables),
    share(faults.rowsWithoutHeader),
    share(faults.cutWords),
    share(faults.noPath),
    share(faults.notVerbatim),
    share(faults.lostLetters, faults.letters),
    share(faults.tiny),
    fill(faults.tokens, chunks),
    fill(faults.largeSectionTokens, faults.largeSectionChunks),
  ];
}
