import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { notion } from '../connectors/notion/index.ts';
import type { Clock } from '../src/core/clock.ts';
import { systemClock } from '../src/core/clock.ts';
import { limitHeap } from '../src/entry/limit-heap.ts';
import { openStore } from '../src/entry/open-store.ts';
import { createHttp } from '../src/http/create-http.ts';

const mebibyte = 1024 * 1024;
/** Of what is in use, measured behind a collection of garbage. */
const targetMiB = 100;

/**
 * A data source of `--rows N` (100,000): every row announced and loaded, out of a server in another
 * process; then listed again with nothing changed. Notion's pace is kept to on a clock that does not
 * wait, so that the time it would take is a figure of its own.
 *
 * @returns 0 when every row came once and memory stayed below its target, 1 when not.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: { rows: { type: 'string', default: '100000' } },
  });
  const serve = join(import.meta.dirname, 'notion/serve.ts');
  const server = spawn(process.execPath, [serve, values.rows], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  try {
    const [port] = await once(server.stdout, 'data');
    return await readAll(`http://127.0.0.1:${String(port).trim()}`, folder, Number(values.rows));
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function readAll(url: string, folder: string, rows: number): Promise<number> {
  using _limited = limitHeap();
  const clock = impatientClock();
  const store = await openStore({ dataDir: folder, clock: systemClock });
  const http = createHttp();
  const { signal } = new AbortController();
  const config = { token: 'ntn_bench', base_url: url, public: true };
  const notebook = store.notebook('bench');
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  let peakBytes = 0;
  let peakUsedBytes = 0;

  const read = async (isKnown: boolean) => {
    const source = notion.connect(config, { http, clock, signal, folder, notebook });
    const startedAt = performance.now();
    const waitedFrom = clock.now();
    let documents = 0;
    let loads = 0;
    const known = async (id: string) =>
      isKnown ? { version: versionOf(id), validators: {} } : undefined;
    for await (const scope of source.scopes()) {
      for await (const event of source.read(scope, undefined, known)) {
        if (event.is !== 'item') continue;
        documents += 1;
        if (!isKnown && (await event.item.load?.(signal))) loads += 1;
        if (documents % 500 === 0) peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
        if (documents % 5_000 !== 0) continue;
        collectGarbage();
        peakUsedBytes = Math.max(peakUsedBytes, process.memoryUsage().heapUsed);
      }
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const hours = (clock.now() - waitedFrom) / 3_600_000;
    return { documents, loads, seconds, hours };
  };

  const first = await read(false);
  const second = await read(true);
  await http.close();
  await store.close();
  const usedMiB = peakUsedBytes / mebibyte;
  for (const [name, { documents, loads, seconds, hours }] of Object.entries({ first, second })) {
    console.log(
      `${name.padEnd(10)} ${documents} documents, ${loads} loaded, ${seconds.toFixed(1)} s, and ${hours.toFixed(1)} h of waiting at Notion's pace`,
    );
  }
  console.log(`memory in use     ${usedMiB.toFixed(0)} MiB at most, target below ${targetMiB} MiB`);
  console.log(`peak memory (rss) ${(peakBytes / mebibyte).toFixed(0)} MiB, garbage included`);
  const isWhole = first.documents === rows + 1 && second.documents === rows + 1;
  return isWhole && usedMiB < targetMiB ? 0 : 1;
}

/** Of a row of the bench's server, so that nothing has to be remembered. */
function versionOf(id: string): string {
  const n = Number.parseInt(id.slice(-12), 16) - 0x1000;
  return new Date(Date.UTC(2025, 0, 1) + Math.floor(n / 50) * 60_000).toISOString();
}

/** Waiting moves it on and takes no time. */
function impatientClock(): Clock {
  let now = Date.UTC(2026, 0, 16);
  return {
    now: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
}
