import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export interface SyncFigures {
  /** Of the whole process, from start to exit. */
  readonly seconds: number;
  readonly peakMb: number;
  readonly documents: number;
  readonly chunks: number;
  readonly writeCalls: number;
}

const root = resolve(import.meta.dirname, '../..');
const programs = { source: 'src/entry/cli/main.ts', built: 'dist/cli.js' };

/** Has the process tell its own peak on a fourth file descriptor when it ends. */
const tellPeak = `data:text/javascript,${encodeURIComponent(
  "import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,process.resourceUsage().maxRSS+'\\n'))",
)}`;

/**
 * One `twigkit sync` into the embedded server over a data folder: of `folder`, or with `what: []` of what
 * its twigkit.yaml says.
 */
export async function measureSync(
  folder: string,
  dataDir: string,
  program: keyof typeof programs,
  what: readonly string[] = ['.'],
): Promise<SyncFigures> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...['--import', tellPeak, join(root, programs[program])],
      ...['sync', ...what, '--data', dataDir, '--json'],
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const [out, err, peaks] = await Promise.all(
    [child.stdout, child.stderr, child.stdio[3]].map(textOf),
  );
  if ((await ended) !== 0) throw new Error(`The sync failed:\n${err}`);
  const report = JSON.parse(out ?? '');
  return {
    seconds: (performance.now() - startedAt) / 1000,
    peakMb: Math.max(...(peaks ?? '').trim().split('\n').map(Number)) / 1024,
    documents: report.documents,
    chunks: report.chunks,
    writeCalls: report.write_calls,
  };
}

async function textOf(stream: unknown): Promise<string> {
  let text = '';
  // Every entry of `stdio` above is a pipe.
  for await (const part of stream as AsyncIterable<Buffer>) text += part.toString('utf8');
  return text;
}
