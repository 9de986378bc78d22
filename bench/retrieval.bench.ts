import { parseArgs } from 'node:util';
import { createBm25 } from './chunking/bm25.ts';
import { calibrate } from './chunking/calibrate.ts';
import type { Chunker, MadeChunk } from './chunking/chunker.ts';
import { countWithLibrary } from './chunking/count-with-library.ts';
import {
  type ExcerptQuestion,
  readCorpora,
  readQuestions,
  united,
  withMarkdownHeadings,
} from './chunking/excerpt-questions.ts';
import { condense, locate } from './chunking/locate.ts';
import { markdownTable } from './chunking/markdown-table.ts';
import { ownChunker } from './chunking/own-chunker.ts';
import { peerChunkers } from './chunking/peer-chunkers.ts';
import type { Stretch } from './chunking/source-structure.ts';

/** What a model is given to read. */
const budgetTokens = 2_560;
interface Setting {
  /** Mean chunk length at which all are compared. */
  readonly meanTokens: number;
  /** As a share of the size. */
  readonly overlap: number;
}

const settings: readonly Setting[] = [
  { meanTokens: 200, overlap: 0 },
  { meanTokens: 400, overlap: 0 },
  { meanTokens: 400, overlap: 0.1 },
];
/** Who keeps sections apart cannot reach a mean above theirs, but for a few giants beside small ones. */
const sectionSettings: readonly Setting[] = [
  { meanTokens: 200, overlap: 0 },
  { meanTokens: 200, overlap: 0.1 },
];

interface PlacedChunk extends MadeChunk {
  readonly corpus: string;
  readonly tokens: number;
  readonly place: Stretch | undefined;
}

/** Of one question, from 0 to 1. */
interface Scores {
  readonly recall: number;
  readonly precision: number;
  /** Intersection over union. */
  readonly iou: number;
}

interface Result {
  readonly cells: readonly string[];
  /** By question; empty when the chunker was not run. */
  readonly scores: readonly Scores[];
}

/**
 * What of the answers fits into 2,560 tokens, by chunker: `--data DIR` names the folder
 * `general_evaluation_data` of the chunking evaluation. One BM25 ranks the chunks of all corpora
 * together, by their text and the heading path where a library supplies one; every chunker's size is
 * set so that the mean chunk length is the same within 5 %.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...options], options: { data: { type: 'string' } } });
  if (values.data === undefined) {
    console.error('Name the data folder with --data DIR; docs/benchmarks.md says how to get it.');
    return 2;
  }
  const flat = readCorpora(values.data);
  const articles = flat.get(wikiCorpus);
  console.log(`All corpora, none of which has Markdown headings; ${budgetTokens} tokens to read`);
  await compare(flat, readQuestions(values.data, flat), settings);
  if (articles !== undefined) {
    console.log(`\n${wikiCorpus} alone, its headings written as Markdown`);
    const corpora = new Map([[wikiCorpus, withMarkdownHeadings(articles)]]);
    await compare(corpora, readQuestions(values.data, corpora), sectionSettings);
  }
  return 0;
}

const wikiCorpus = 'wikitexts';

async function compare(
  corpora: ReadonlyMap<string, string>,
  questions: readonly ExcerptQuestion[],
  atSettings: readonly Setting[],
): Promise<void> {
  for (const { meanTokens, overlap } of atSettings) {
    console.log(
      `\n${questions.length} questions, mean chunk ${meanTokens} tokens, ` +
        `overlap ${100 * overlap} % of the size\n`,
    );
    const input = { corpora, questions, meanTokens, overlap };
    const own = await measured(ownChunker, input);
    const rows = [[...own.cells, '', '']];
    for (const chunker of peerChunkers) {
      const { cells, scores } = await measured(chunker, input);
      const than = (score: keyof Scores) => difference(scores, own.scores, score);
      rows.push([...cells, than('recall'), than('iou')]);
    }
    console.log(markdownTable(columns, rows));
  }
}

const columns = [
  'chunker',
  'size',
  'chunks',
  'mean tokens',
  'recall',
  'precision',
  'IoU',
  'recall against twigkit',
  'IoU against twigkit',
];

/** Mean difference over the same questions, in points, with the half width of its 95 % interval. */
function difference(
  theirs: readonly Scores[],
  ours: readonly Scores[],
  score: keyof Scores,
): string {
  const count = theirs.length;
  if (count === 0) return '';
  const differences = theirs.map((one, index) => 100 * (one[score] - (ours[index]?.[score] ?? 0)));
  const mean = differences.reduce((sum, one) => sum + one, 0) / count;
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / count;
  return `${mean > 0 ? '+' : ''}${mean.toFixed(2)} ± ${(1.96 * Math.sqrt(variance / count)).toFixed(2)}`;
}

async function measured(
  chunker: Chunker,
  input: {
    readonly corpora: ReadonlyMap<string, string>;
    readonly questions: readonly ExcerptQuestion[];
    readonly meanTokens: number;
    readonly overlap: number;
  },
): Promise<Result> {
  const { corpora, questions, meanTokens, overlap } = input;
  const found = await calibrate(chunker, corpora, { meanTokens, overlap });
  if (found === undefined) {
    return { cells: [chunker.name, 'not run', '', '', '', '', ''], scores: [] };
  }
  const chunks = [...found.chunks].flatMap(([corpus, made]) =>
    placed(made, corpus, corpora.get(corpus) ?? ''),
  );
  const index = createBm25(chunks.map(({ path = [], text }) => [...path, text].join('\n')));
  const scores = questions.map((question) => {
    const read = withinBudget(index.rank(question.question), chunks);
    return scored(question, read, corpora.get(question.corpus) ?? '');
  });
  const mean = (score: keyof Scores) => {
    const sum = scores.reduce((total, one) => total + one[score], 0);
    return `${((100 * sum) / scores.length).toFixed(2)} %`;
  };
  const cells = [
    chunker.name,
    String(found.maxTokens),
    String(chunks.length),
    found.meanTokens.toFixed(0),
    mean('recall'),
    mean('precision'),
    mean('iou'),
  ];
  return { cells, scores };
}

function placed(chunks: readonly MadeChunk[], corpus: string, source: string): PlacedChunk[] {
  const condensed = condense(source);
  let from = 0;
  return chunks.map((chunk) => {
    const place =
      locate(chunk.text, source, condensed, from) ?? locate(chunk.text, source, condensed, 0);
    from = place?.start ?? from;
    const start = condensed.offsets[place?.start ?? 0] ?? 0;
    const end = (condensed.offsets[(place?.end ?? 1) - 1] ?? 0) + 1;
    return {
      ...chunk,
      corpus,
      tokens: countWithLibrary(chunk.text),
      place: place && { start, end },
    };
  });
}

/** The best chunks, in their order, up to the first that no longer fits. */
function withinBudget(
  ranked: readonly number[],
  chunks: readonly PlacedChunk[],
): readonly PlacedChunk[] {
  const read: PlacedChunk[] = [];
  let tokens = 0;
  for (const position of ranked) {
    const chunk = chunks[position];
    if (chunk === undefined || tokens + chunk.tokens > budgetTokens) break;
    tokens += chunk.tokens;
    read.push(chunk);
  }
  return read;
}

/** Text that was read twice counts twice as read, and once as found. */
function scored(
  { corpus, excerpts }: ExcerptQuestion,
  read: readonly PlacedChunk[],
  source: string,
): Scores {
  const seen = united(
    read.flatMap((chunk) => (chunk.corpus === corpus && chunk.place ? [chunk.place] : [])),
  );
  let wanted = 0;
  let found = 0;
  for (const excerpt of excerpts) {
    wanted += countWithLibrary(source.slice(excerpt.start, excerpt.end));
    for (const stretch of seen) {
      const start = Math.max(excerpt.start, stretch.start);
      const end = Math.min(excerpt.end, stretch.end);
      if (end > start) found += countWithLibrary(source.slice(start, end));
    }
  }
  const tokens = read.reduce((sum, chunk) => sum + chunk.tokens, 0);
  return {
    recall: found / wanted,
    precision: tokens === 0 ? 0 : found / tokens,
    iou: found / (wanted + tokens - found),
  };
}
