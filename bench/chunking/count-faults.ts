import type { MadeChunk } from './chunker.ts';
import { countWithLibrary } from './count-with-library.ts';
import { condense, locate } from './locate.ts';
import { type SourceStructure, type Stretch, structureOf } from './source-structure.ts';

/** Sums over documents; see docs/benchmarks.md for what each counts. */
export interface Faults {
  chunks: number;
  tokens: number;
  maxTokens: number;
  overLimit: number;
  tiny: number;
  fences: number;
  cutFences: number;
  tables: number;
  cutTables: number;
  rowsWithoutHeader: number;
  cutWords: number;
  noPath: number;
  notVerbatim: number;
  letters: number;
  lostLetters: number;
  /** Tokens of chunks that begin in a section larger than one chunk, and how many they are. */
  largeSectionTokens: number;
  largeSectionChunks: number;
}

export function noFaults(): Faults {
  return {
    chunks: 0,
    tokens: 0,
    maxTokens: 0,
    overLimit: 0,
    tiny: 0,
    fences: 0,
    cutFences: 0,
    tables: 0,
    cutTables: 0,
    rowsWithoutHeader: 0,
    cutWords: 0,
    noPath: 0,
    notVerbatim: 0,
    letters: 0,
    lostLetters: 0,
    largeSectionTokens: 0,
    largeSectionChunks: 0,
  };
}

const tinyTokens = 32;
/** What is longer between two spaces is no word that anybody reads. */
const maxWordLength = 100;
const letterOrDigit = /[\p{L}\p{N}]/u;

/** Looks at the source and at the texts of the chunks, at nothing else, and adds what is wrong. */
export function countFaults(
  faults: Faults,
  source: string,
  chunks: readonly MadeChunk[],
  limit: number,
): void {
  const structure = structureOf(source);
  const condensed = condense(source);
  const covered = new Uint8Array(condensed.text.length);
  const large = largeSections(source, structure, limit);
  let from = 0;
  for (const chunk of chunks) {
    const tokens = countWithLibrary(chunk.text);
    faults.chunks++;
    faults.tokens += tokens;
    faults.maxTokens = Math.max(faults.maxTokens, tokens);
    if (tokens > limit) faults.overLimit++;
    if (tokens < tinyTokens) faults.tiny++;
    const place =
      locate(chunk.text, source, condensed, from) ?? locate(chunk.text, source, condensed, 0);
    if (place === undefined) {
      faults.notVerbatim++;
      continue;
    }
    from = place.start;
    covered.fill(1, place.start, place.end);
    if (!place.isVerbatim) faults.notVerbatim++;
    const start = condensed.offsets[place.start] ?? 0;
    const end = (condensed.offsets[place.end - 1] ?? 0) + 1;
    if (isInWord(source, start) || isInWord(source, end)) faults.cutWords++;
    if (lacksPath(chunk, start, structure)) faults.noPath++;
    if (lacksHeader(chunk, start, structure)) faults.rowsWithoutHeader++;
    if (large.some((section) => start >= section.start && start < section.end)) {
      faults.largeSectionChunks++;
      faults.largeSectionTokens += tokens;
    }
  }
  const texts = chunks.map((chunk) => chunk.text);
  const fences = fitting(source, structure.fences, limit);
  const tables = fitting(source, structure.tables, limit);
  faults.fences += fences.length;
  faults.cutFences += fences.filter((block) => !texts.some((text) => text.includes(block))).length;
  faults.tables += tables.length;
  faults.cutTables += tables.filter((block) => !texts.some((text) => text.includes(block))).length;
  countLost(faults, condensed.offsets, source, covered, structure.hidden);
}

/** Blocks that alone would fit into a chunk. */
function fitting(source: string, blocks: readonly Stretch[], limit: number): readonly string[] {
  return blocks
    .map(({ start, end }) => source.slice(start, end).trim())
    .filter((block) => countWithLibrary(block) <= limit);
}

function isInWord(source: string, at: number): boolean {
  if (at <= 0 || at >= source.length) return false;
  if (!letterOrDigit.test(source.charAt(at - 1)) || !letterOrDigit.test(source.charAt(at))) {
    return false;
  }
  const before = /\S*$/.exec(source.slice(Math.max(0, at - maxWordLength), at))?.[0] ?? '';
  const after = /^\S*/.exec(source.slice(at, at + maxWordLength))?.[0] ?? '';
  return before.length + after.length < maxWordLength;
}

/** It lies under a heading, does not begin with one, and nothing beside the text names it. */
function lacksPath(chunk: MadeChunk, start: number, { headings }: SourceStructure): boolean {
  if (chunk.path && chunk.path.length > 0) return false;
  const isUnder = headings.some((heading) => heading < start);
  return isUnder && !/^\s*#{1,6}\s/.test(chunk.text);
}

/** It begins with the rows of a table whose header it does not have. */
function lacksHeader(chunk: MadeChunk, start: number, { tables }: SourceStructure): boolean {
  const table = tables.find((one) => start > one.start && start < one.end);
  return table !== undefined && !chunk.text.includes(table.header);
}

function largeSections(
  source: string,
  { headings }: SourceStructure,
  limit: number,
): readonly Stretch[] {
  const starts = [0, ...headings, source.length];
  return starts
    .slice(0, -1)
    .map((start, index) => ({ start, end: starts[index + 1] ?? source.length }))
    .filter(({ start, end }) => countWithLibrary(source.slice(start, end)) > limit);
}

function countLost(
  faults: Faults,
  offsets: readonly number[],
  source: string,
  covered: Uint8Array,
  hidden: readonly Stretch[],
): void {
  for (const [index, at] of offsets.entries()) {
    if (!letterOrDigit.test(source.charAt(at))) continue;
    faults.letters++;
    if (covered[index] === 0 && !hidden.some(({ start, end }) => at >= start && at < end)) {
      faults.lostLetters++;
    }
  }
}
