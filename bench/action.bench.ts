import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeSuite } from './action/make-suite.ts';
import { type BundleRun, runBundle, runScript } from './action/run-bundle.ts';
import { makeRepository, type Repository } from './sync/make-repository.ts';

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly isMet: boolean;
}

const root = resolve(import.meta.dirname, '..');
const apiKey = 'twigsk_test_of_this_very_benchmark_0123456789';
const startsMeasured = 15;
const questionsAsked = 200;

/**
 * The built Action, spawned as a runner does it, against a server in a process of its own:
 * `--data DIR` names a folder of Markdown, `--documents N` how many to take (5,000).
 *
 * @returns 0 when every target is met, 1 when not, 2 without data.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: { data: { type: 'string' }, documents: { type: 'string', default: '5000' } },
  });
  if (values.data === undefined) {
    console.error('Name a folder of Markdown with --data DIR; docs/benchmarks.md says which one.');
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  const server = await startServer(join(folder, 'data'));
  try {
    const repository = makeRepository(values.data, join(folder, 'docs'), Number(values.documents));
    const inputs = { 'api-key': apiKey, 'base-url': server.url, 'data-source': 'Handbook' };
    const sync = () => runBundle(repository.path, inputs);
    const full = checked(await sync());
    const unchanged = checked(await sync());
    const rows = [
      row('full sync, write calls', writesOf(full), 15, ''),
      row('full sync, peak', full.peakMb, 300, ' MB'),
      row('unchanged, write calls', writesOf(unchanged), 0, ''),
      row('unchanged, whole process', unchanged.seconds, 3, ' s'),
      row('unchanged, peak', unchanged.peakMb, 300, ' MB'),
      await startRow(sync, folder),
      await checkRow(repository),
    ];
    print(repository, full.seconds, rows);
    return rows.every(({ isMet }) => isMet) ? 0 : 1;
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Start to first line, beside a script that does nothing but write one, taken in turns. */
async function startRow(sync: () => Promise<BundleRun>, folder: string): Promise<Row> {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, "console.log('here');\n");
  const ours: number[] = [];
  const bare: number[] = [];
  for (let turn = 0; turn < startsMeasured; turn += 1) {
    bare.push((await runScript([empty], folder)).firstLineMs);
    ours.push(checked(await sync()).firstLineMs);
  }
  const ratio = median(ours) / median(bare);
  const what = `start to first line (${Math.round(median(ours))} ms) beside an empty script (${Math.round(median(bare))} ms)`;
  return row(what, ratio, 2.3, 'x');
}

/** Base and head of a change to ten pages, both indexed and asked in the process, without a server. */
async function checkRow({ path, files }: Repository): Promise<Row> {
  makeSuite(path, files, questionsAsked);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd: path,
      stdio: 'ignore',
    });
  for (const file of files.slice(0, 10)) appendFileSync(join(path, file), '\n\nOne line more.\n');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Change ten pages');
  const inputs = { mode: 'check', suite: 'suite.yaml', 'fail-on': 'never' };
  const check = checked(await runBundle(path, inputs, { RUNNER_TEMP: join(path, '..') }));
  if (!check.outputs.includes('gate')) throw new Error(`The check gave no verdict:\n${check.log}`);
  const what = `check of ${questionsAsked} questions, base and head, offline (${Math.round(check.peakMb)} MB)`;
  return row(what, check.seconds, 10, ' s');
}

async function startServer(dataDir: string) {
  const child = spawn(
    process.execPath,
    [join(root, 'src/entry/cli/main.ts'), 'serve', '--port', '0', '--data', dataDir],
    { env: { ...process.env, TWIG_API_KEY: apiKey }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const url = await new Promise<string>((found, fail) => {
    const read = (part: Buffer) => {
      said += part.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (address) found(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => fail(new Error(`The server ended:\n${said}`)));
  });
  return { url, stop: () => child.kill() };
}

function checked(run: BundleRun): BundleRun {
  if (run.exitCode !== 0) throw new Error(`The Action failed:\n${run.log}`);
  return run;
}

function writesOf({ log }: BundleRun): number {
  const found = /(\d+) write calls?/.exec(log)?.[1];
  if (found === undefined) throw new Error(`The Action told no write calls:\n${log}`);
  return Number(found);
}

function row(what: string, measured: number, most: number, unit: string): Row {
  const shown = Number.isInteger(measured) ? String(measured) : measured.toFixed(2);
  return {
    what,
    measured: shown + unit,
    target: `at most ${most}${unit}`,
    isMet: measured <= most,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(
  { files, bytes }: { readonly files: readonly string[]; readonly bytes: number },
  fullSeconds: number,
  rows: readonly Row[],
): void {
  const size = (bytes / 1_000_000).toFixed(1);
  const count = files.length.toLocaleString('en-US');
  console.log(`${count} Markdown files, ${size} MB; full sync ${fullSeconds.toFixed(1)} s\n`);
  console.log('| the Action | measured | target | met |');
  console.log('| --- | ---: | --- | --- |');
  for (const { what, measured, target, isMet } of rows) {
    console.log(`| ${what} | ${measured} | ${target} | ${isMet ? 'yes' : 'no'} |`);
  }
}
