import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { CliResult } from './run-cli.ts';

const main = resolve(import.meta.dirname, '../../src/entry/cli/main.ts');

/** Runs one command line as a process of its own, as a user would, and gives what it printed. */
export function cliProcess(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<CliResult> {
  const { PATH = '', HOME = '' } = process.env;
  const options = { cwd, env: { PATH, HOME, CI: 'true', ...env }, timeout: 60_000 };
  return new Promise((settle) => {
    const child = execFile(process.execPath, [main, ...args], options, (_error, out, err) => {
      settle({ exitCode: child.exitCode ?? -1, out, err });
    });
  });
}
