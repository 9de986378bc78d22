import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from './chunking/markdown-table.ts';
import { type Walked, walkInSlices } from './frontier/walk-in-slices.ts';

/**
 * What a walk of a large site costs in memory: `--pages 1000,10000,100000` generated pages of forty
 * links each over loopback, with the frontier in a SQLite notebook. Each size has a process of its own.
 * The heap of each is limited to 96 MB. Each walk is broken off when half is read, and gone on with: the last column counts the
 * pages that were asked for more than once.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      pages: { type: 'string', default: '1000,10000,100000' },
      /** How this bench calls itself: walks once and prints the figures. */
      row: { type: 'string' },
      seed: { type: 'string', default: '' },
    },
  });
  if (values.row !== undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'frontier-'));
    try {
      console.log(JSON.stringify(await walkInSlices(values.seed, Number(values.row), folder)));
    } finally {
      rmSync(folder, { recursive: true });
    }
    return 0;
  }
  const rows: (readonly string[])[] = [];
  for (const pages of values.pages.split(',').map(Number)) rows.push(await walkSite(pages));
  console.log(
    markdownTable(
      [
        'pages',
        'pages/s',
        'peak MB',
        'heap MB at the end',
        'notebook MB',
        'writes',
        'resumed in ms',
        'asked twice',
      ],
      rows,
    ),
  );
  return 0;
}

async function walkSite(pages: number): Promise<readonly string[]> {
  const script = join(import.meta.dirname, 'frontier/serve-generated.ts');
  const server = spawn(process.execPath, [script, String(pages)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [first] = await once(server.stdout, 'data');
    const seed = `http://127.0.0.1:${String(first).trim()}/`;
    const walked = walkApart(seed, pages);
    if (walked.pages !== pages) throw new Error(`${walked.pages} of ${pages} pages were found.`);
    const requests = Number(await (await fetch(`${seed}requests`)).text());
    return [
      pages.toLocaleString('en'),
      (pages / walked.seconds).toFixed(0),
      walked.peakMb.toFixed(0),
      walked.heapMb.toFixed(0),
      walked.notebookMb.toFixed(1),
      String(walked.writes),
      walked.resumeMs.toFixed(0),
      String(requests - pages),
    ];
  } finally {
    server.kill();
  }
}

/** Kept low, so that what is not given back shows: without a limit garbage may pile up for long. */
const heapLimitMb = 96;

/** In a process of its own. */
function walkApart(seed: string, pages: number): Walked {
  const bench = join(import.meta.dirname, 'run.ts');
  const options = ['frontier', '--row', String(pages), '--seed', seed];
  const answer = execFileSync(
    process.execPath,
    ['--expose-gc', `--max-old-space-size=${heapLimitMb}`, bench, ...options],
    {
      encoding: 'utf8',
    },
  );
  return JSON.parse(answer.trim().split('\n').at(-1) ?? '') as Walked; // Printed by `run`.
}
