import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { slack } from '../connectors/slack/index.ts';
import type { Clock } from '../src/core/clock.ts';
import { systemClock } from '../src/core/clock.ts';
import type { Json } from '../src/core/json.ts';
import { limitHeap } from '../src/entry/limit-heap.ts';
import { openStore } from '../src/entry/open-store.ts';
import { createHttp } from '../src/http/create-http.ts';

const mebibyte = 1024 * 1024;
const targetMiB = 250;

/**
 * One channel of `--messages N` (1,000,000), read to its beginning and every document loaded, out of a
 * server in another process. Slack's rates are kept to on a clock that does not wait, so that the time
 * they would take is a figure of its own.
 *
 * The heap is limited as every sync limits it.
 *
 * @returns 0 when the memory of this process stayed below its target, 1 when not.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      messages: { type: 'string', default: '1000000' },
      'per-day': { type: 'string', default: '5000' },
    },
  });
  const serve = join(import.meta.dirname, 'slack/serve.ts');
  const server = spawn(process.execPath, [serve, values.messages, values['per-day']], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  try {
    const [port] = await once(server.stdout, 'data');
    return await readAll(`http://127.0.0.1:${String(port).trim()}/api/`, folder);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function readAll(url: string, folder: string): Promise<number> {
  using _limited = limitHeap();
  const clock = impatientClock();
  const store = await openStore({ dataDir: folder, clock: systemClock });
  const http = createHttp();
  const { signal } = new AbortController();
  const source = slack.connect(
    { token: 'xoxb-bench', api_url: url, public: true, reply_edit_days: 0 },
    { http, clock, signal, folder, notebook: store.notebook('bench') },
  );
  const startedAt = performance.now();
  const waitedFrom = clock.now();
  let documents = 0;
  let characters = 0;
  let peakBytes = 0;
  let largestCursor = 0;
  for await (const scope of source.scopes()) {
    for await (const event of source.read(scope, undefined, async () => undefined)) {
      if (event.is === 'mark') largestCursor = Math.max(largestCursor, sizeOf(event.cursor));
      if (event.is !== 'item') continue;
      const content = await event.item.load?.(signal);
      if (content?.as === 'text') characters += content.text.length;
      documents += 1;
      if (documents % 500 === 0) peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const hours = (clock.now() - waitedFrom) / 3_600_000;
  await http.close();
  await store.close();
  const peakMiB = peakBytes / mebibyte;
  console.log(`documents            ${documents}`);
  console.log(`text                 ${(characters / mebibyte).toFixed(0)} MiB`);
  console.log(
    `time                 ${seconds.toFixed(1)} s, and ${hours.toFixed(1)} h of waiting at Slack's rates`,
  );
  console.log(`largest cursor       ${largestCursor} bytes`);
  console.log(`peak memory (rss)    ${peakMiB.toFixed(0)} MiB, target below ${targetMiB} MiB`);
  return peakMiB > 0 && peakMiB < targetMiB ? 0 : 1;
}

function sizeOf(cursor: Json | undefined): number {
  return JSON.stringify(cursor ?? null).length;
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
