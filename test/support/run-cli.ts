import { systemClock } from '#core/clock.ts';
import { runCli } from '#entry/cli/run-cli.ts';
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
}

/** Runs one command line in this process, as `twigkit …` would, and gives what it printed. */
export async function cli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runCli(args, {
    env: options.env ?? {},
    cwd: options.cwd,
    clock: systemClock,
    signal: options.signal ?? new AbortController().signal,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    colour: false,
    createProgress: () => createPlainProgress({ write: (text) => err.push(text.trimEnd()) }),
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}
