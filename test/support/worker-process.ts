import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { waitUntil } from './wait-until.ts';

const main = resolve(import.meta.dirname, '../../src/entry/cli/main.ts');

/** One line of the worker's log. */
export interface LogLine {
  readonly event: string;
  readonly source?: string;
  readonly outcome?: string;
  readonly kind?: string;
  readonly to?: string;
  readonly settled?: number;
  readonly msg: string;
}

export interface WorkerProcess {
  /** `http://127.0.0.1:…`. */
  readonly url: string;
  readonly log: readonly LogLine[];
  /** Everything on stdout: verdicts. */
  readonly printed: readonly string[];
  /** The first line of that event of which this holds; waits for it. */
  logged(event: string, holds?: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
  /** How the process ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface WorkerProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** `twigkit worker` as a process of its own, to be ended with signals. It is killed when the test is over. */
export async function startWorkerProcess({
  cwd,
  env,
  args = [],
}: WorkerProcessOptions): Promise<WorkerProcess> {
  const words = [main, 'worker', '--port', '0', '--log', 'json', '--log-level', 'debug', ...args];
  const child = spawn(process.execPath, words, { cwd, env: { ...env, CI: 'true' } });
  const ended = once(child, 'close').then(([code]): number | null => code);
  const log: LogLine[] = [];
  const printed: string[] = [];
  const stray: string[] = [];
  let isOver = false;
  createInterface({ input: child.stderr }).on('line', (line) => {
    // What the worker writes while it runs is JSON; what it says when it cannot start is not.
    if (line.startsWith('{')) log.push(JSON.parse(line));
    else stray.push(line);
  });
  let url = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    printed.push(line);
    url ||= /^working +(\S+)/.exec(line)?.[1] ?? '';
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  void ended.then(() => {
    isOver = true;
  });
  await waitUntil('the worker has begun', () => {
    if (isOver) throw new Error(`The worker ended: ${stray.join('\n')}`);
    return url !== '';
  });
  return {
    url,
    log,
    printed,
    ended,
    kill: (signal) => void child.kill(signal),
    async logged(event, holds = () => true, timeoutMs = 60_000) {
      const find = () => log.find((line) => line.event === event && holds(line));
      await waitUntil(`${event} is logged`, () => find() !== undefined, timeoutMs);
      // It was there a moment ago, and lines are only ever added.
      return find()!;
    },
  };
}
