import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface BundleRun {
  readonly exitCode: number | null;
  readonly log: string;
  readonly outputs: string;
  /** Of the whole process, from start to exit. */
  readonly seconds: number;
  /** Until the first byte on standard output. */
  readonly firstLineMs: number;
  readonly peakMb: number;
}

const bundle = resolve(import.meta.dirname, '../../dist/action/index.js');

/** Has the process tell its own peak on a fourth file descriptor when it ends. */
const tellPeak = `data:text/javascript,${encodeURIComponent(
  "import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,process.resourceUsage().maxRSS+'\\n'))",
)}`;

/** The built Action, started as a runner starts it. */
export async function runBundle(
  workspace: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<BundleRun> {
  const files = mkdtempSync(join(tmpdir(), 'twigkit-bench-runner-'));
  const file = (name: string) => {
    writeFileSync(join(files, name), '');
    return join(files, name);
  };
  const output = file('output');
  try {
    const run = await runScript(['--import', tellPeak, bundle], workspace, {
      GITHUB_WORKSPACE: workspace,
      GITHUB_REPOSITORY: 'acme/handbook',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: file('summary'),
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
      ...env,
    });
    return { ...run, outputs: readFileSync(output, 'utf8') };
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
}

/** A Node process, timed. */
export async function runScript(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Omit<BundleRun, 'outputs'>> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let firstLineMs = Number.NaN;
  const parts: Buffer[] = [];
  let peaks = '';
  child.stdout?.on('data', (part: Buffer) => {
    if (Number.isNaN(firstLineMs)) firstLineMs = performance.now() - startedAt;
    parts.push(part);
  });
  child.stderr?.on('data', (part: Buffer) => parts.push(part));
  child.stdio[3]?.on('data', (part: Buffer) => {
    peaks += part.toString();
  });
  const exitCode = await new Promise<number | null>((done) => child.on('close', done));
  return {
    exitCode,
    log: Buffer.concat(parts).toString('utf8'),
    seconds: (performance.now() - startedAt) / 1000,
    firstLineMs,
    peakMb: Math.max(0, ...peaks.trim().split('\n').map(Number)) / 1024,
  };
}
