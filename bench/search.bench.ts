import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { markdownTable } from './chunking/markdown-table.ts';
import { type Asker, createAsker, percentile } from './search/ask.ts';
import { startFakeModel } from './search/fake-model.ts';
import { makeParts, type Parts } from './search/make-parts.ts';
import { questionsFrom } from './search/questions.ts';
import { type BenchServer, runServer } from './search/run-server.ts';

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly target: string;
  readonly isMet: boolean;
}

const questionCount = 200;
const concurrency = 10;
const concurrentSeconds = 8;

/**
 * Search and push over HTTP against the embedded server in a process of its own: `--data DIR`, as often
 * as there are folders of Markdown and HTML; `--chunks N` how many chunks to take (100,000);
 * `--no-vectors` leaves out the part with an embedding model.
 *
 * @returns 0 when every target is met, 1 when not, 2 without data.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      data: { type: 'string', multiple: true },
      chunks: { type: 'string', default: '100000' },
      'no-vectors': { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) {
    console.error('Name folders of documents with --data DIR; docs/benchmarks.md says which ones.');
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  const dataDir = join(folder, 'data');
  try {
    const parts = await makeParts(values.data, join(folder, 'parts'), Number(values.chunks));
    const questions = questionsFrom(parts.texts, questionCount);
    console.log(
      `${whole(parts.documentCount)} documents, ${whole(parts.chunkCount)} chunks, ${questions.length} questions\n`,
    );
    const rows = await withServer(dataDir, undefined, async (server, asker) => [
      ...(await pushing(asker, parts, questions)),
      ...(await asking(asker, dataDir, questions)),
      await memory(server, 'peak memory, words'),
    ]);
    if (!values['no-vectors']) rows.push(...(await withVectors(dataDir, questions)));
    const cells = rows.map(({ what, figure, target, isMet }) => [
      what,
      figure,
      target,
      target === '' ? '' : isMet ? 'yes' : 'no',
    ]);
    console.log(markdownTable(['', 'measured', 'target', 'met'], cells));
    return rows.every(({ isMet }) => isMet) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withServer(
  dataDir: string,
  modelUrl: string | undefined,
  measure: (server: BenchServer, asker: Asker) => Promise<Row[]>,
): Promise<Row[]> {
  const server = await runServer(dataDir, modelUrl);
  const asker = createAsker(server.url);
  try {
    return await measure(server, asker);
  } finally {
    await asker.close();
    await server.end();
  }
}

/** All parts one after the other, while one client asks without a pause. */
async function pushing(asker: Asker, parts: Parts, questions: readonly string[]): Promise<Row[]> {
  const body = JSON.stringify({ type: 'file', name: 'Bench' });
  const { id } = Object(await asker.post('/api/v1/data-sources', 'application/json', body));
  const bodies = parts.files.map((file, index) => {
    const begin = { op: 'begin', sync_id: 'bench', part: index + 1, seq: 1, namespace: 'bench' };
    const end = { op: 'end', last: index + 1 === parts.files.length };
    const line = (value: object) => Buffer.from(`${JSON.stringify(value)}\n`);
    return Buffer.concat([line(begin), readFileSync(file), line(end)]);
  });
  const meanwhile: number[] = [];
  let pushed = false;
  const searching = (async () => {
    for (let at = 0; !pushed; at += 1) {
      meanwhile.push((await asker.ask(questions[at % questions.length] ?? '')).ms);
      await new Promise((done) => setTimeout(done, pauseMs));
    }
  })();
  const startedAt = performance.now();
  for (const one of bodies) {
    await asker.post(`/api/v1/data-sources/${id}/sync`, 'application/x-ndjson', one);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  pushed = true;
  await searching;
  const rate = parts.chunkCount / seconds;
  const p95 = percentile(meanwhile, 0.95);
  return [
    row('push, chunks/s', whole(rate), '8,000', rate >= 8_000),
    row(`search during the push, p95 of ${meanwhile.length}`, ms(p95), '100 ms', p95 < 100),
  ];
}

/** Between two questions of the client that asks during the push. */
const pauseMs = 20;

async function asking(asker: Asker, dataDir: string, questions: readonly string[]): Promise<Row[]> {
  const full = openFull(dataDir);
  const own: number[] = [];
  const bare: number[] = [];
  const shared: number[] = [];
  for (const question of questions.slice(0, 20)) await asker.ask(question);
  for (const question of questions) {
    const { texts, ms: taken } = await asker.ask(question);
    own.push(taken);
    const startedAt = performance.now();
    const best = full.best(question);
    bare.push(performance.now() - startedAt);
    if (best.length > 0)
      shared.push(texts.filter((text) => best.includes(text)).length / best.length);
  }
  full.close();
  const rate = await concurrently(asker, questions);
  const overlap = shared.reduce((sum, one) => sum + one, 0) / shared.length;
  const p50 = percentile(own, 0.5);
  return [
    row('by words, p50', ms(p50), '30 ms', p50 <= 30),
    row('by words, p95', ms(percentile(own, 0.95)), ''),
    row('bare FTS5, all words OR-ed, bm25(), in process, p50', ms(percentile(bare, 0.5)), ''),
    row('bare FTS5, p95', ms(percentile(bare, 0.95)), ''),
    row('overlap of the first ten with bare FTS5', overlap.toFixed(3), '.900', overlap >= 0.9),
    row(`answers/s at ${concurrency} at once`, rate.toFixed(0), '60', rate >= 60),
  ];
}

async function concurrently(asker: Asker, questions: readonly string[]): Promise<number> {
  const until = performance.now() + concurrentSeconds * 1_000;
  const startedAt = performance.now();
  let answered = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async (_, client) => {
      for (let at = client * 17; performance.now() < until; at += 1) {
        await asker.ask(questions[at % questions.length] ?? '');
        answered += 1;
      }
    }),
  );
  return (answered * 1_000) / (performance.now() - startedAt);
}

async function withVectors(dataDir: string, questions: readonly string[]): Promise<Row[]> {
  const model = await startFakeModel();
  try {
    return await withServer(dataDir, model.url, async (server, asker) => {
      const startedAt = performance.now();
      const { made = 0 } = await server.ask('embed');
      const rate = (made * 1_000) / (performance.now() - startedAt);
      for (const question of questions.slice(0, 20)) await asker.ask(question);
      const taken: number[] = [];
      for (const question of questions) taken.push((await asker.ask(question)).ms);
      const p50 = percentile(taken, 0.5);
      return [
        row('vectors of 384 dimensions stored/s', whole(rate), ''),
        row('by words and meaning, p50', ms(p50), '60 ms', p50 <= 60),
        row('by words and meaning, p95', ms(percentile(taken, 0.95)), ''),
        row(
          `the same, answers/s at ${concurrency} at once`,
          (await concurrently(asker, questions)).toFixed(0),
          '',
        ),
        await memory(server, 'peak memory, words and meaning'),
      ];
    });
  } finally {
    model.close();
  }
}

async function memory(server: BenchServer, what: string): Promise<Row> {
  const { peakMb = Number.NaN } = await server.ask('memory');
  return row(what, `${whole(peakMb)} MB`, '500 MB', peakMb < 500);
}

/** The same index asked with what FTS5 offers: every word, its own bm25() with the index's weights. */
function openFull(dataDir: string) {
  const database = new DatabaseSync(join(dataDir, 'index.db'), { readOnly: true });
  const statement = database.prepare(`SELECT documents.id || ' ' || chunks.id AS id
    FROM (SELECT rowid AS key, rank FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 10) AS found
    CROSS JOIN chunks ON chunks.key = found.key
    CROSS JOIN documents ON documents.key = chunks.document_key`);
  return {
    best(question: string): readonly string[] {
      const words = new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
      const expression = [...words].map((word) => `"${word}"`).join(' OR ');
      return statement.all(expression).map(({ id }) => String(id));
    },
    close: () => database.close(),
  };
}

function row(what: string, figure: string, target: string, isMet = true): Row {
  return { what, figure, target, isMet };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
