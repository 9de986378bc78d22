import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from './chunking/markdown-table.ts';
import { type Crawl, type Crawled, crawlers } from './crawl/crawlers.ts';

interface Figures {
  readonly pages: number;
  readonly chunks: number;
  /** Of each crawl, in order. */
  readonly seconds: readonly number[];
  /** After the first crawl. */
  readonly peakMb: number;
}

/**
 * Crawls a folder of HTML (`--data DIR`, with `index.html`) over loopback, with `--concurrency N`
 * requests at the same time. Each crawler has a process of its own, in which it crawls the site
 * `--crawls N` times: the first one tells what a single crawl costs with all that a process has to
 * load, the fastest of the others what a long one does. All take turns, `--rounds N` times; the table
 * has the fastest round of each. On Linux run it as `taskset -c 1 npm run bench -- crawl …`: the
 * crawlers share that core, and the server has core 0.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      data: { type: 'string' },
      concurrency: { type: 'string', default: '16' },
      rounds: { type: 'string', default: '3' },
      crawls: { type: 'string', default: '4' },
      /** How this bench calls itself: crawls once and prints the figures. */
      row: { type: 'string' },
      seed: { type: 'string', default: '' },
    },
  });
  const { concurrency, crawls } = values;
  if (values.row !== undefined) {
    const figures = await measure(crawlers[values.row], values.seed, { concurrency, crawls });
    console.log(JSON.stringify(figures));
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
    const rounds = Array.from({ length: Number(values.rounds) }, () =>
      Object.keys(crawlers).map((name) => crawl(name, seed, { concurrency, crawls })),
    );
    const rows = Object.keys(crawlers).map((name, row) => ({
      name,
      first: best(rounds.map((round) => round[row]).map((figures) => speeds(figures)[0])),
      later: best(rounds.flatMap((round) => speeds(round[row]).slice(1))),
      figures: rounds[0]?.[row],
    }));
    const [bare] = rows;
    const share = (speed: number, of = 0) => (speed / of).toFixed(2);
    console.log(
      markdownTable(
        ['crawler', 'pages', 'chunks', 'pages/s', 'share', 'later', 'share', 'peak MB'],
        rows.map(({ name, first, later, figures }) =>
          figures
            ? [
                name,
                String(figures.pages),
                String(figures.chunks),
                first.toFixed(0),
                share(first, bare?.first),
                later.toFixed(0),
                share(later, bare?.later),
                figures.peakMb.toFixed(0),
              ]
            : [name, 'not run', '', '', '', '', '', ''],
        ),
      ),
    );
  } finally {
    server.kill();
  }
  return 0;
}

interface Load {
  readonly concurrency: string;
  readonly crawls: string;
}

async function measure(
  crawl: Crawl | undefined,
  seed: string,
  { concurrency, crawls }: Load,
): Promise<Figures | undefined> {
  const seconds: number[] = [];
  let crawled: Crawled | undefined;
  let peakMb = 0;
  for (let left = Number(crawls); left > 0; left--) {
    const start = performance.now();
    crawled = await crawl?.(seed, Number(concurrency));
    if (crawled === undefined) return undefined;
    seconds.push((performance.now() - start) / 1000);
    peakMb ||= process.resourceUsage().maxRSS / 1024;
  }
  return crawled && { ...crawled, seconds, peakMb };
}

function crawl(name: string, seed: string, { concurrency, crawls }: Load): Figures | undefined {
  const bench = join(import.meta.dirname, 'run.ts');
  const options = ['--seed', seed, '--concurrency', concurrency, '--crawls', crawls];
  const answer = execFileSync(process.execPath, [bench, 'crawl', '--row', name, ...options], {
    encoding: 'utf8',
  });
  const last = answer.trim().split('\n').at(-1) ?? '';
  return last === 'undefined' ? undefined : (JSON.parse(last) as Figures); // Printed by `run`.
}

/** Pages per second of each crawl. */
function speeds(figures: Figures | undefined): readonly number[] {
  return figures?.seconds.map((seconds) => figures.pages / seconds) ?? [];
}

function best(speeds: readonly (number | undefined)[]): number {
  return Math.max(0, ...speeds.filter((speed) => speed !== undefined));
}

/** On another core where the system lets us choose. */
function startServer(folder: string) {
  const command = [process.execPath, join(import.meta.dirname, 'crawl/serve-folder.ts'), folder];
  const pinned = process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command;
  const [program = '', ...args] = pinned;
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}
