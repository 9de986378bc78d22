import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultChunkOptions } from '../src/core/chunk.ts';
import type { Embedder } from '../src/core/embedder.ts';
import type { Sql } from '../src/core/sql.ts';
import { openDatabase } from '../src/runtime/store/sqlite/open-database.ts';
import { createConverter } from '../src/sync/convert.ts';
import { encodePushLine } from '../src/twig/sdk/push-line.ts';
import { createSearch } from '../src/twig/search/create-search.ts';
import { createLocalEmbedder, localEmbedding } from '../src/twig/search/local-embedding.ts';
import { createIndexWriter } from '../src/twig/server/create-index-writer.ts';
import { embedBacklog } from '../src/twig/server/embed-chunks.ts';
import { indexMigrations } from '../src/twig/server/store/index-migrations.ts';
import { markdownTable } from './chunking/markdown-table.ts';
import { type JudgedSet, readCranfield, readExcerptSet, withSlip } from './search/judged-sets.ts';

interface Found {
  readonly path: string;
  readonly text: string;
}

type Ask = (question: string) => readonly Found[];

/**
 * How well passages are found: `--data DIR` names `general_evaluation_data` of the chunking evaluation,
 * `--cranfield DIR` the Cranfield collection. Questions as asked, and with two letters swapped in their
 * longest word.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: { data: { type: 'string' }, cranfield: { type: 'string' } },
  });
  const sets = [
    values.data === undefined ? undefined : readExcerptSet(values.data),
    values.cranfield === undefined ? undefined : readCranfield(values.cranfield),
  ].filter((set) => set !== undefined);
  if (sets.length === 0) {
    console.error(
      'Name the data with --data DIR or --cranfield DIR; docs/benchmarks.md says which.',
    );
    return 2;
  }
  for (const set of sets) await judge(set);
  return 0;
}

async function judge(set: JudgedSet): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  const path = join(folder, 'index.db');
  const database = openDatabase({ path, migrations: indexMigrations });
  const reader = openDatabase({ path, migrations: [], readOnly: true });
  try {
    const organisation = await fill(database, reader, set);
    const search = createSearch(reader);
    const embedder = createLocalEmbedder();
    const byWords: Ask = (text) => search({ text, limit: 10, organisation }).passages;
    const byBoth: Ask = (text) => {
      const vector = { space: embedder.name, values: localEmbedding(text) };
      return search({ text, limit: 10, organisation, vector }).passages;
    };
    console.log(
      `${set.name}: ${set.documents.size} documents, ${set.questions.length} questions\n`,
    );
    const rows: string[][] = [];
    const ways: readonly (readonly [string, Ask])[] = [
      ['FTS5, all words OR-ed, bm25()', bareFts5(reader)],
      ['twigkit', byWords],
      ['twigkit with the local embedding of every chunk', byBoth],
    ];
    await embedAll(database, reader, embedder);
    for (const [name, ask] of ways) {
      rows.push([name, ...figures(set, ask, (text) => text), ...figures(set, ask, withSlip)]);
    }
    const header = ['', 'hit@1', 'hit@5', 'hit@10', 'MRR', 'slip: hit@1', 'hit@5', 'hit@10', 'MRR'];
    console.log(`${markdownTable(header, rows)}\n`);
  } finally {
    reader.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the organisation that owns the documents */
async function fill(database: Sql, reader: Sql, { documents }: JudgedSet): Promise<string> {
  const writer = createIndexWriter(database);
  const { signal } = new AbortController();
  const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });
  const organisation = await writer.ensureOrganisation('bench');
  const now = 0;
  await writer.createDataSource({
    organisation,
    now,
    dataSource: { type: 'file', name: 'Bench', config: {}, sync_frequency: 'manual' },
  });
  const dataSourceId = String(reader.get('SELECT id FROM data_sources')?.id);
  const begin = { op: 'begin', syncId: 'bench', part: 1, seq: 1, namespace: 'bench' } as const;
  const lines = [encodePushLine(begin)];
  for (const [id, text] of documents) {
    const content = { as: 'text', mediaType: 'text/markdown', text } as const;
    const { parsed, chunks } = await converter.convert(
      { documentId: id, name: id, content },
      signal,
    );
    const url = `https://docs.example.com/${id}`;
    const title = parsed.title ?? id;
    lines.push(
      encodePushLine({
        op: 'upsert',
        document: { id, url, title, contentHash: id, signature: 'bench' },
        chunks: chunks.map(({ start: _start, end: _end, anchor, headings, ...chunk }) => ({
          ...chunk,
          headings: [...headings],
          ...(anchor !== undefined && { anchor }),
        })),
      }),
    );
  }
  lines.push(encodePushLine({ op: 'end', last: true }));
  const body = Buffer.concat(lines);
  const pushed = await writer.pushPart({ organisation, dataSourceId, now, body });
  if (pushed.is !== 'accepted') throw new Error(`The push was not accepted: ${pushed.is}.`);
  return organisation;
}

async function embedAll(database: Sql, reader: Sql, embedder: Embedder): Promise<void> {
  const writer = createIndexWriter(database);
  await embedBacklog({ reader, writer }, embedder, new AbortController().signal);
}

function bareFts5(sql: Sql): Ask {
  const best = `SELECT chunks.text, documents.source_id AS path FROM (
      SELECT rowid AS key, bm25(passages) AS rank FROM passages WHERE passages MATCH ?
      ORDER BY 2 LIMIT 10) AS found
    CROSS JOIN chunks ON chunks.key = found.key
    CROSS JOIN documents ON documents.key = chunks.document_key ORDER BY found.rank`;
  return (question) => {
    const words = new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
    const expression = [...words].map((word) => `"${word}"`).join(' OR ');
    return sql.all(best, expression).map(({ text, path }) => ({
      text: String(text),
      path: String(path),
    }));
  };
}

function figures(set: JudgedSet, ask: Ask, put: (text: string) => string): readonly string[] {
  const places = set.questions.map(({ text, isAnswer }) => ask(put(text)).findIndex(isAnswer) + 1);
  const share = (most: number) =>
    places.filter((place) => place > 0 && place <= most).length / places.length;
  const reciprocal = places.reduce((sum, place) => sum + (place > 0 ? 1 / place : 0), 0);
  return [share(1), share(5), share(10), reciprocal / places.length].map((one) => one.toFixed(3));
}
