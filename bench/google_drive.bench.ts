import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { serveDrive } from './google_drive/serve-drive.ts';
import { measureSync } from './sync/measure-sync.ts';

const execute = promisify(execFile);
const drain = join(import.meta.dirname, 'google_drive/drain.ts');

/** What the connector's own process may hold in memory, in MB, whatever the number of files. */
const maxPeakMb = 250;

/**
 * A first and a second `twigkit sync` of a Drive with `--files N` Docs (10,000) into the embedded
 * server; the Drive is computed on 127.0.0.1. `--built` runs `dist/`. Before that the connector reads
 * it in a process of its own; `--alone` leaves it at that.
 *
 * @returns 0 when the targets are met, 1 when not.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      files: { type: 'string', default: '10000' },
      built: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
    },
  });
  const program = values.built ? 'built' : 'source';
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  await using drive = await serveDrive(Number(values.files));
  writeFileSync(
    join(folder, 'twigkit.yaml'),
    `sources:
  - name: Drive
    type: google_drive
    config: { base_url: "${drive.url}", token: x, public: true, concurrency: 16 }
`,
  );
  try {
    const { stdout } = await execute(process.execPath, [drain, drive.url], { timeout: 540_000 });
    const read: { documents: number; seconds: number; peakMb: number } = JSON.parse(stdout);
    console.log(
      `the connector alone: ${read.documents.toLocaleString('en-US')} documents announced, each hundredth loaded, in ${read.seconds.toFixed(1)} s, peak ${Math.round(read.peakMb)} MB`,
    );
    let isMet = read.peakMb <= maxPeakMb;
    if (values.alone) return isMet ? 0 : 1;
    for (const what of ['first', 'unchanged']) {
      drive.counts.clear();
      const figures = await measureSync(folder, join(folder, 'data'), program, []);
      const { documents, seconds, peakMb, writeCalls } = figures;
      console.log(
        `${what}: ${documents.toLocaleString('en-US')} documents in ${seconds.toFixed(1)} s, peak ${Math.round(peakMb)} MB, ${writeCalls} write calls`,
      );
      for (const [asked, times] of drive.counts) console.log(`  ${asked}: ${times}`);
      if (what === 'unchanged') isMet &&= writeCalls === 0 && !drive.counts.has('texts');
    }
    console.log(isMet ? 'met' : `not met: at most ${maxPeakMb} MB, no text read twice`);
    return isMet ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
