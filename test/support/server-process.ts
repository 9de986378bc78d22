import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { waitUntil } from './wait-until.ts';

const main = resolve(import.meta.dirname, '../../src/entry/cli/main.ts');

export interface ServerProcess {
  /** `http://127.0.0.1:…`. */
  readonly url: string;
}

export interface ServerProcessOptions {
  readonly cwd: string;
  readonly apiKey: string;
  readonly args?: readonly string[];
}

/** `twigkit serve` as a process of its own, on a free port. It is killed when the test is over. */
export async function startServerProcess({
  cwd,
  apiKey,
  args = [],
}: ServerProcessOptions): Promise<ServerProcess> {
  const words = [main, 'serve', '--port', '0', ...args];
  const child = spawn(process.execPath, words, { cwd, env: { TWIG_API_KEY: apiKey, CI: 'true' } });
  const ended = once(child, 'close');
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  let url = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    url ||= /^serving +(\S+)/.exec(line)?.[1] ?? '';
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await waitUntil('the server has begun', () => {
    if (child.exitCode !== null) throw new Error(`The server ended: ${said.join('\n')}`);
    return url !== '';
  });
  return { url };
}
