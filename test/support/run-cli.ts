import { onTestFinished } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { runCli } from '#entry/cli/run-cli.ts';
import { Interrupted } from '#entry/cli/stop-on-signals.ts';
import type { World } from '#entry/cli/world.ts';
import { createPlainProgress } from '#entry/progress/plain-progress.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What is piped in. */
  readonly stdin?: string | Uint8Array;
}

/** What a command takes from its process; nothing is printed unless `said` tells where. */
export function testWorld(
  options: CliOptions = { cwd: '.' },
  said: { out(text: string): void; err(text: string): void } = { out: () => {}, err: () => {} },
): World {
  return {
    env: options.env ?? {},
    cwd: options.cwd,
    clock: systemClock,
    signal: options.signal ?? new AbortController().signal,
    stdin: async () => Buffer.from(options.stdin ?? ''),
    out: said.out,
    err: said.err,
    colour: false,
    createProgress: () => createPlainProgress({ write: (text) => said.err(text.trimEnd()) }),
  };
}

/** Runs one command line in this process, as `twigkit …` would, and gives what it printed. */
export async function cli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const out: string[] = [];
  const err: string[] = [];
  const said = { out: (text: string) => out.push(text), err: (text: string) => err.push(text) };
  const exitCode = await runCli(args, testWorld(options, said));
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}

export interface RunningCli {
  /** The first printed line, of results or of notes, that matches (behind another one); waits for it. */
  line(pattern: RegExp, where?: { readonly after: string }): Promise<string>;
  /** As Ctrl-C would; gives the exit code. */
  stop(): Promise<number>;
}

/** Starts a command that stays up, in this process. It is stopped when the test is over. */
export function startCli(args: readonly string[], options: CliOptions): RunningCli {
  const controller = new AbortController();
  const printed: string[] = [];
  const waiting = new Set<() => void>();
  const say = (text: string) => {
    printed.push(...text.split('\n'));
    for (const look of waiting) look();
  };
  const world = testWorld({ ...options, signal: controller.signal }, { out: say, err: say });
  const ended = runCli(args, world);
  const stop = () => {
    controller.abort(new Interrupted('SIGINT'));
    return ended;
  };
  onTestFinished(async () => {
    await stop();
  });
  return {
    stop,
    line: (pattern, { after } = { after: '' }) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const start = after === '' ? 0 : printed.indexOf(after) + 1;
          const found = printed.slice(start).find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        ended.then((code) => reject(new Error(`Ended with ${code}:\n${printed.join('\n')}`)));
      }),
  };
}
