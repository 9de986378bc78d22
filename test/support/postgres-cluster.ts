import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

const password = 'only-for-tests';

export interface Cluster {
  /** Of the superuser, in the database `postgres`. */
  readonly url: string;
  readonly pid: number;
}

/** Why there is no PostgreSQL to test with, in words for whoever reads the test run. */
export class NoPostgres extends Error {
  override readonly name = 'NoPostgres';
}

/**
 * A private PostgreSQL under a folder, with a password and on a free port of 127.0.0.1. Durable, as it
 * comes. PostgreSQL does not run as root; as root it is started as the user `postgres`.
 *
 * It ends by itself when the process `ownerPid` is gone, for a run that is killed cannot end it.
 */
export async function startCluster(folder: string, ownerPid: number): Promise<Cluster> {
  const binaries = findBinaries();
  const account = accountFor();
  const port = await freePort();
  const data = join(folder, 'data');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (account) {
    chownSync(folder, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  const how = { ...account, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } };
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-E', 'UTF8', '-A', 'scram-sha-256', '--pwfile', passwordFile],
    { ...how, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const log = openSync(join(folder, 'log'), 'a');
  const server = spawn(
    'sh',
    [
      '-c',
      untilOwnerEnds,
      join(binaries, 'postgres'),
      String(ownerPid),
      data,
      String(port),
      folder,
    ],
    { ...how, stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  server.unref();
  const pid = await untilReady(server, data, join(folder, 'log'));
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  return { url, pid };
}

/** `$0` is the program; the shell ends when either of the two has ended. */
const untilOwnerEnds = `
  "$0" -D "$2" -p "$3" -c listen_addresses=127.0.0.1 -k "$4" &
  server=$!
  while ps -p "$1" >/dev/null && ps -p "$server" >/dev/null; do sleep 1; done
  kill -INT "$server" 2>/dev/null
  wait "$server"`;

/** Ends it as a machine would that goes down in order; resolves when it is gone. */
export async function stopCluster(pid: number): Promise<void> {
  signalTo(pid, 'SIGINT');
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The first line of `postmaster.pid` is its process, the eighth says `ready`. */
async function untilReady(server: ChildProcess, data: string, log: string): Promise<number> {
  const file = join(data, 'postmaster.pid');
  const deadline = Date.now() + 30_000;
  for (;;) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (lines[7]?.trim() === 'ready') return Number(lines[0]);
    if (server.exitCode !== null || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The newest of Debian's, else what another system has in its usual places. */
function findBinaries(): string {
  const places = [
    '/usr/lib/postgresql/*/bin/initdb',
    '/opt/homebrew/opt/postgresql*/bin/initdb',
    '/usr/local/bin/initdb',
    '/usr/bin/initdb',
  ];
  for (const place of places) {
    const newest = globSync(place)
      .filter((file) => existsSync(file))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .at(-1);
    if (newest) return dirname(newest);
  }
  throw new NoPostgres('PostgreSQL is not installed (on Debian: apt-get install postgresql)');
}

function accountFor(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string) => Number(execFileSync('id', [option, 'postgres']).toString());
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, which is what was asked for.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
