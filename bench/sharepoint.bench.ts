import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { serveGraph } from './sharepoint/serve-graph.ts';
import { measureSync } from './sync/measure-sync.ts';

const execute = promisify(execFile);
const drain = join(import.meta.dirname, 'sharepoint/drain.ts');

/** What the connector's own process may hold in memory, in MB, whatever the number of files. */
const maxPeakMb = 250;

/**
 * Reads a library of `--documents N` files (100,000) in a process of its own, each hundredth loaded;
 * then a first and a second `twigkit sync` of `--files N` (10,000) into the embedded server. The
 * library is computed on 127.0.0.1. `--built` runs `dist/`; `--alone` leaves the syncs out.
 *
 * @returns 0 when the targets are met, 1 when not.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      documents: { type: 'string', default: '100000' },
      files: { type: 'string', default: '10000' },
      built: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
    },
  });
  const isFlat = await readAlone(Number(values.documents));
  if (values.alone) return isFlat ? 0 : 1;
  const isSpared = await syncTwice(Number(values.files), values.built ? 'built' : 'source');
  return isFlat && isSpared ? 0 : 1;
}

async function readAlone(documents: number): Promise<boolean> {
  await using graph = await serveGraph(documents);
  const { stdout } = await execute(process.execPath, [drain, graph.url], { timeout: 540_000 });
  const read: { documents: number; seconds: number; peakMb: number } = JSON.parse(stdout);
  const isMet = read.documents === documents && read.peakMb <= maxPeakMb;
  console.log(
    `the connector alone: ${read.documents.toLocaleString('en-US')} documents announced, each hundredth loaded, in ${read.seconds.toFixed(1)} s, peak ${Math.round(read.peakMb)} MB, ${graph.counts.get('delta')} delta requests: ${isMet ? 'met' : `not met (at most ${maxPeakMb} MB)`}`,
  );
  return isMet;
}

async function syncTwice(files: number, program: 'built' | 'source'): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  await using graph = await serveGraph(files);
  writeFileSync(
    join(folder, 'twigkit.yaml'),
    `sources:
  - name: SharePoint
    type: sharepoint
    config: { base_url: "${graph.url}", token: x, drives: ["b!bench"], public: true, concurrency: 16 }
`,
  );
  let isMet = true;
  try {
    for (const what of ['first', 'unchanged']) {
      graph.counts.clear();
      const figures = await measureSync(folder, join(folder, 'data'), program, []);
      const { documents, seconds, peakMb, writeCalls } = figures;
      console.log(
        `${what}: ${documents.toLocaleString('en-US')} documents in ${seconds.toFixed(1)} s, peak ${Math.round(peakMb)} MB, ${writeCalls} write calls`,
      );
      for (const [asked, times] of graph.counts) console.log(`  ${asked}: ${times}`);
      if (what === 'unchanged') isMet = writeCalls === 0 && !graph.counts.has('texts');
    }
    console.log(isMet ? 'met' : 'not met: no text read twice, no write for what did not change');
    return isMet;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
