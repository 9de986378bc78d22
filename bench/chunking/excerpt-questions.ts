import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Stretch } from './source-structure.ts';

export interface ExcerptQuestion {
  readonly question: string;
  readonly corpus: string;
  /** Where the answer stands, in UTF-16 offsets of the corpus; no two overlap. */
  readonly excerpts: readonly Stretch[];
}

const references = z.array(z.object({ content: z.string() }));

/** `corpora/*.md` of the chunking evaluation's data folder, by name. */
export function readCorpora(folder: string): ReadonlyMap<string, string> {
  const names = globSync('corpora/*.md', { cwd: folder }).sort();
  return new Map(
    names.map((name) => [
      basename(name, '.md'),
      readFileSync(join(folder, name), 'utf8').replace(/\r\n?/g, '\n'),
    ]),
  );
}

/**
 * `questions_df.csv` of the same folder. Excerpts are looked up by their text, because the offsets in
 * the file count code points; a question with an excerpt that is not in its corpus is left out.
 */
export function readQuestions(
  folder: string,
  corpora: ReadonlyMap<string, string>,
): readonly ExcerptQuestion[] {
  const [, ...rows] = parseCsv(readFileSync(join(folder, 'questions_df.csv'), 'utf8'));
  return rows.flatMap(([question = '', cell = '[]', corpus = '']) => {
    const text = corpora.get(corpus) ?? '';
    const excerpts = references.parse(JSON.parse(cell)).map(({ content }) => {
      const own = content.replace(/\r\n?/g, '\n');
      const start = text.indexOf(own);
      return { start, end: start + own.length };
    });
    const isWhole = excerpts.length > 0 && excerpts.every(({ start }) => start >= 0);
    return isWhole ? [{ question, corpus, excerpts: united(excerpts) }] : [];
  });
}

/** Wikitext writes ` = = Name = = ` for a heading of the second level. */
export function withMarkdownHeadings(wikitext: string): string {
  return wikitext.replace(
    /^ ((?:= )+)(.+?)(?: =)+ *$/gm,
    (_, marks: string, name: string) => `\n${'#'.repeat(marks.length / 2)} ${name}\n`,
  );
}

/** Stretches in order, those that overlap made one. */
export function united(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** RFC 4180: cells in double quotes may hold commas, line ends and doubled quotes. */
function parseCsv(source: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of source.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}
