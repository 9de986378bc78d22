import { statSync } from 'node:fs';
import { join } from 'node:path';
import { website } from '../../connectors/website/index.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { Json } from '../../src/core/json.ts';
import type { Notebook } from '../../src/core/notebook.ts';
import { createSqliteNotebook } from '../../src/runtime/store/sqlite/notebook.ts';
import { openDatabase } from '../../src/runtime/store/sqlite/open-database.ts';
import { stateMigrations } from '../../src/runtime/store/sqlite/state-migrations.ts';

/** What a walk cost that was broken off when half of the pages were read, and gone on with. */
export interface Walked {
  readonly pages: number;
  readonly seconds: number;
  readonly peakMb: number;
  /** At the end, after a collection. */
  readonly heapMb: number;
  /** Of the database when half was read, without its write-ahead log. */
  readonly notebookMb: number;
  readonly writes: number;
  /** From opening the source again to its first page. */
  readonly resumeMs: number;
}

export async function walkInSlices(
  seed: string,
  pageCount: number,
  folder: string,
): Promise<Walked> {
  const path = join(folder, 'state.db');
  const sql = openDatabase({ path, migrations: stateMigrations });
  let writes = 0;
  const inner = createSqliteNotebook(sql, 'bench');
  const notebook: Notebook = {
    ...inner,
    write(batch) {
      writes += 1;
      return inner.write(batch);
    },
  };
  const seen = new Set<number>();
  const start = performance.now();
  const cut = await readSlice(seed, notebook, undefined, (page) => {
    seen.add(page);
    return seen.size >= pageCount / 2;
  });
  const notebookMb = statSync(path).size / 2 ** 20;
  const resumedAt = performance.now();
  let resumeMs = 0;
  await readSlice(seed, notebook, cut, (page) => {
    resumeMs ||= performance.now() - resumedAt;
    seen.add(page);
    return false;
  });
  const seconds = (performance.now() - start) / 1_000;
  sql.close();
  globalThis.gc?.();
  return {
    pages: seen.size,
    seconds,
    resumeMs,
    writes,
    notebookMb,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
    peakMb: process.resourceUsage().maxRSS / 1_024,
  };
}

/** Reads until told to stop, or to the end; gives the last mark. */
async function readSlice(
  seed: string,
  notebook: Notebook,
  from: Json | undefined,
  isEnough: (page: number) => boolean,
): Promise<Json | undefined> {
  const stop = new AbortController();
  const source = website.connect(
    { url: seed, concurrency: 16, max_pages: 1_000_000 },
    {
      http: () => Promise.reject(new Error('The website connector opens its own connections.')),
      clock: systemClock,
      signal: stop.signal,
      folder: '/',
      notebook,
    },
  );
  let cursor = from;
  let isStopping = false;
  for await (const event of source.read({ id: 'pages', title: '' }, from, async () => undefined)) {
    if (event.is === 'failed') throw event.error;
    if (event.is === 'item') {
      await event.item.load?.(stop.signal);
      isStopping = isEnough(Number(/page-(\d+)$/.exec(event.item.url)?.[1] ?? 0));
    }
    if (event.is !== 'mark') continue;
    cursor = event.cursor;
    if (isStopping) break;
  }
  stop.abort();
  return cursor;
}
