import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { openDatabase } from '../src/runtime/store/sqlite/open-database.ts';
import { stateMigrations } from '../src/runtime/store/sqlite/state-migrations.ts';
import { markdownTable } from './chunking/markdown-table.ts';

interface Loaded {
  readonly seconds: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly errors: number;
  readonly non2xx: number;
  /** Of every 202. */
  readonly receipts: readonly string[];
}

interface Row {
  readonly name: string;
  readonly loaded: Loaded;
  /** Receipts that are not in the inbox. */
  readonly lost: number;
  readonly flushes: number | undefined;
  readonly isMet: boolean;
}

const secret = 'a secret for the benchmark';

/**
 * Verified and durable acknowledgements: signed deliveries of 1 KB, each another one, from a second
 * process over 50 connections, for `--seconds N` each: as it is, with 5 ms added to every commit, killed in
 * mid-load, and under strace, which counts the flushes (and slows it down: its speed says nothing).
 * Afterwards every receipt is looked up in the inbox. `--data DIR` is where the database lies, for disks
 * differ; default is the system's temporary folder.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      data: { type: 'string', default: tmpdir() },
      seconds: { type: 'string', default: '10' },
      connections: { type: 'string', default: '50' },
    },
  });
  const at = { folder: values.data, seconds: values.seconds, connections: values.connections };
  const plain = await measure('as it is', at, {});
  if (plain === undefined) {
    console.error('autocannon is not installed: npm install --prefix bench');
    return 2;
  }
  const rows = [
    plain,
    await measure('5 ms added to each commit', at, { commitDelayMs: 5 }),
    await measure('killed in mid-load', at, { kill: true }),
    await measure('under strace', at, { strace: true }),
  ].filter((row) => row !== undefined);
  console.log(
    markdownTable(
      ['receiver', 'acks/s', 'p50 ms', 'p99 ms', 'acks', 'acks per flush', 'lost'],
      rows.map(({ name, loaded, lost, flushes }) => [
        name,
        (loaded.receipts.length / loaded.seconds).toFixed(0),
        String(loaded.p50),
        String(loaded.p99),
        String(loaded.receipts.length),
        flushes === undefined ? '' : (loaded.receipts.length / flushes).toFixed(1),
        String(lost),
      ]),
    ),
  );
  for (const row of rows.filter(({ isMet }) => !isMet))
    console.log(`\ntarget not met: ${row.name}`);
  return rows.every(({ isMet }) => isMet) ? 0 : 1;
}

interface At {
  readonly folder: string;
  readonly seconds: string;
  readonly connections: string;
}

interface How {
  readonly commitDelayMs?: number;
  readonly kill?: boolean;
  readonly strace?: boolean;
}

/** Undefined when something it needs is not installed. */
async function measure(name: string, at: At, how: How): Promise<Row | undefined> {
  if (how.strace && spawnSync('strace', ['-V']).error) return undefined;
  const folder = mkdtempSync(join(at.folder, 'twigkit-receive-'));
  try {
    const trace = join(folder, 'trace.txt');
    const receiver = startReceiver(folder, how, trace);
    const [url] = (await once(createInterface({ input: receiver.stdout! }), 'line')) as [string];
    const load = spawn(
      process.execPath,
      [script('load-process.ts'), url, secret, at.seconds, at.connections],
      { stdio: ['ignore', 'pipe', 'inherit'], env: process.env },
    );
    const killing =
      how.kill && setTimeout(() => receiver.kill('SIGKILL'), 500 * Number(at.seconds));
    const printed = await text(load.stdout);
    if (killing) clearTimeout(killing);
    // The load process prints nothing else.
    const loaded = JSON.parse(printed) as Loaded | { readonly missing: true };
    await end(receiver);
    if ('missing' in loaded) return undefined;
    const seconds = how.kill ? loaded.seconds / 2 : loaded.seconds;
    const row = { name, loaded: { ...loaded, seconds }, lost: countLost(folder, loaded.receipts) };
    const flushes = how.strace ? countFlushes(trace) : undefined;
    return { ...row, flushes, isMet: isMet({ ...row, flushes }, how) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isMet({ loaded, lost, flushes }: Omit<Row, 'isMet'>, how: How): boolean {
  const rate = loaded.receipts.length / loaded.seconds;
  if (lost > 0 || loaded.receipts.length === 0) return false;
  if (how.kill) return true;
  if (flushes !== undefined) return loaded.receipts.length >= 10 * flushes;
  if (how.commitDelayMs !== undefined) return rate >= 2_000;
  return rate >= 5_000 && loaded.p99 < 50;
}

function startReceiver(folder: string, how: How, trace: string): ChildProcess {
  const command = [process.execPath, script('receiver-process.ts'), folder, secret];
  if (how.commitDelayMs !== undefined) command.push(String(how.commitDelayMs));
  const traced = ['strace', '-f', '--seccomp-bpf', '-e', 'trace=fsync,fdatasync', '-o', trace];
  const [program = '', ...args] = how.strace ? [...traced, ...command] : command;
  return spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function end(receiver: ChildProcess): Promise<void> {
  if (receiver.exitCode !== null || receiver.signalCode !== null) return;
  receiver.stdin?.on('error', () => {});
  receiver.stdin?.write('end\n');
  await once(receiver, 'exit');
}

function countLost(folder: string, receipts: readonly string[]): number {
  const sql = openDatabase({ path: join(folder, 'state.db'), migrations: stateMigrations });
  try {
    const stored = new Set(sql.all('SELECT id FROM inbox').map((row) => row.id));
    return receipts.filter((id) => !stored.has(id)).length;
  } finally {
    sql.close();
  }
}

function countFlushes(trace: string): number {
  return readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /\b(fsync|fdatasync)\(/.test(line)).length;
}

function script(name: string): string {
  return join(import.meta.dirname, 'webhook', name);
}
