import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from './chunking/markdown-table.ts';
import { type Crawl, crawlers } from './crawl/crawlers.ts';

interface Figures {
  readonly pages: number;
  readonly chunks: number;
  readonly seconds: number;
  readonly peakMb: number;
}

/**
 * Crawls a folder of HTML (`--data DIR`, with `index.html`) over loopback. Each crawler runs in a
 * process of its own, one after the other, `--rounds N` times, with `--concurrency N` requests at the
 * same time; the table has the fastest round. On Linux run it as `taskset -c 1 npm run bench -- crawl
 * …`: the crawlers share that core, and the server has core 0.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      data: { type: 'string' },
      concurrency: { type: 'string', default: '16' },
      rounds: { type: 'string', default: '3' },
      /** How this bench calls itself: crawls once and prints the figures. */
      row: { type: 'string' },
      seed: { type: 'string', default: '' },
    },
  });
  if (values.row !== undefined) {
    console.log(
      JSON.stringify(await measure(crawlers[values.row], values.seed, values.concurrency)),
    );
    return 0;
  }
  if (values.data === undefined) {
    console.error('Name a folder of HTML with an index.html: --data DIR.');
    return 2;
  }
  const server = startServer(values.data);
  try {
    const [first] = await once(server.stdout, 'data');
    const seed = `http://127.0.0.1:${String(first).trim()}/index.html`;
    const rows = Object.keys(crawlers).map((name) => {
      const rounds = Array.from({ length: Number(values.rounds) }, () =>
        crawl(name, seed, values.concurrency),
      );
      return { name, best: rounds.toSorted((a, b) => (a?.seconds ?? 0) - (b?.seconds ?? 0))[0] };
    });
    const yardstick = rows[0]?.best;
    const speed = ({ pages, seconds }: Figures) => pages / seconds;
    console.log(
      markdownTable(
        ['crawler', 'pages', 'chunks', 'pages/s', 'of the first row', 'peak MB'],
        rows.map(({ name, best }) =>
          best && yardstick
            ? [
                name,
                String(best.pages),
                String(best.chunks),
                speed(best).toFixed(0),
                (speed(best) / speed(yardstick)).toFixed(2),
                best.peakMb.toFixed(0),
              ]
            : [name, 'not run', '', '', '', ''],
        ),
      ),
    );
  } finally {
    server.kill();
  }
  return 0;
}

async function measure(
  crawl: Crawl | undefined,
  seed: string,
  concurrency: string,
): Promise<Figures | undefined> {
  const start = performance.now();
  const crawled = await crawl?.(seed, Number(concurrency));
  const seconds = (performance.now() - start) / 1000;
  return crawled && { ...crawled, seconds, peakMb: process.resourceUsage().maxRSS / 1024 };
}

function crawl(name: string, seed: string, concurrency: string): Figures | undefined {
  const bench = join(import.meta.dirname, 'run.ts');
  const answer = execFileSync(
    process.execPath,
    [bench, 'crawl', '--row', name, '--seed', seed, '--concurrency', concurrency],
    { encoding: 'utf8' },
  );
  const last = answer.trim().split('\n').at(-1) ?? '';
  return last === 'undefined' ? undefined : (JSON.parse(last) as Figures); // Printed by `run`.
}

/** On another core where the system lets us choose. */
function startServer(folder: string) {
  const command = [process.execPath, join(import.meta.dirname, 'crawl/serve-folder.ts'), folder];
  const pinned = process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command;
  const [program = '', ...args] = pinned;
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}
