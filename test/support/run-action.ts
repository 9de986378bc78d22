import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const builtBundle = resolve(import.meta.dirname, '../../dist/action/index.js');

export interface ActionRun {
  readonly exitCode: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What RUNNER_TEMP was; it is gone when the test is over. */
  readonly folder: string;
}

export interface ActionOptions {
  readonly workspace: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Instead of the one in `dist/action`: a copy of it. */
  readonly bundle?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What GITHUB_EVENT_PATH holds. */
  readonly event?: unknown;
  /** Told of the process, to end it in the middle. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Spawns the built Action as a runner does: inputs in the environment, files for output and summary. */
export async function runAction(options: ActionOptions): Promise<ActionRun> {
  const files = mkdtempSync(join(tmpdir(), 'twigkit-runner-'));
  onTestFinished(() => rmSync(files, { recursive: true, force: true }));
  const file = (name: string, content = '') => {
    const path = join(files, name);
    writeFileSync(path, content);
    return path;
  };
  const output = file('output');
  const summary = file('summary');
  const inputs = Object.entries(options.inputs).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const child = spawn(process.execPath, [options.bundle ?? builtBundle], {
    cwd: options.workspace,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      GITHUB_WORKSPACE: options.workspace,
      GITHUB_REPOSITORY: 'acme/handbook',
      RUNNER_TEMP: files,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(options.event ?? {})),
      ...Object.fromEntries(inputs),
      ...options.env,
    },
  });
  options.onStart?.(child);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await new Promise<number | null>((done) => child.on('close', done));
  return {
    exitCode,
    log: Buffer.concat(chunks).toString('utf8'),
    outputs: readOutputs(readFileSync(output, 'utf8')),
    summary: readFileSync(summary, 'utf8'),
    folder: files,
  };
}

/** The runner's file of outputs: `name<<delimiter`, the value, the delimiter. */
function readOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^(.+)<<(ghadelimiter_\S+)\r?\n([\s\S]*?)\r?\n\2$/gm);
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]));
}
