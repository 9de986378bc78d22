import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { systemClock } from '../src/core/clock.ts';
import { openStore } from '../src/entry/open-store.ts';
import {
  type Cluster,
  NoPostgres,
  startCluster,
  stopCluster,
} from '../test/support/postgres-cluster.ts';
import { drainBoss, openBoss } from './queue/drain-boss.ts';
import { drainPort, type Shape } from './queue/drain-port.ts';
import { timeToStart } from './queue/time-to-start.ts';

const rounds = 5;

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly target: string;
  readonly isMet: boolean;
}

/**
 * The queue on SQLite and on PostgreSQL, beside pg-boss alone in the same batches: `--jobs N` (20,000),
 * `--batch N` (200). It starts a PostgreSQL of its own where one is installed, or takes `--database URL`.
 *
 * @returns 0 when every target is met, 1 when not.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      jobs: { type: 'string', default: '20000' },
      batch: { type: 'string', default: '200' },
      database: { type: 'string' },
    },
  });
  const shape = { jobs: Number(values.jobs), batch: Number(values.batch) };
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  try {
    const rows = [
      ...(await onSqlite(folder, shape)),
      ...(await onPostgres(values.database, shape)),
    ];
    console.log(`${shape.jobs} jobs, ${shape.batch} at a time, median of ${rounds} rounds\n`);
    console.log('| what | measured | target | met |\n| --- | ---: | --- | --- |');
    for (const { what, figure, target, isMet } of rows) {
      console.log(`| ${what} | ${figure} | ${target} | ${isMet ? 'yes' : 'NO'} |`);
    }
    return rows.every(({ isMet }) => isMet) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onSqlite(folder: string, shape: Shape): Promise<readonly Row[]> {
  const store = await openStore({ dataDir: folder, clock: systemClock });
  try {
    const speeds: number[] = [];
    for (let round = 0; round < rounds; round += 1)
      speeds.push(await drainPort(store.queue, shape));
    return [
      speedRow('SQLite', median(speeds), 8_000),
      delayRow('SQLite, one process', await timeToStart(store.inbox, store)),
    ];
  } finally {
    await store.close();
  }
}

async function onPostgres(given: string | undefined, shape: Shape): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-postgres-'));
  let cluster: Cluster | undefined;
  try {
    if (given === undefined) cluster = await startCluster(folder, process.pid);
    const url = given ?? (await makeDatabase(cluster?.url ?? ''));
    return await measurePostgres(url, shape);
  } catch (error) {
    if (!(error instanceof NoPostgres)) throw error;
    console.error(`Not run on PostgreSQL: ${error.message}.`);
    return [];
  } finally {
    if (cluster) await stopCluster(cluster.pid);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measurePostgres(databaseUrl: string, shape: Shape): Promise<readonly Row[]> {
  const boss = await openBoss(databaseUrl);
  const how = { dataDir: '', databaseUrl, clock: systemClock };
  const [store, other] = [await openStore(how), await openStore(how)];
  try {
    const speeds: { readonly ours: number; readonly bare: number }[] = [];
    // In turns, so that a slow moment of the machine is everybody's; the first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const bare = await drainBoss(boss, shape);
      const ours = await drainPort(store.queue, shape);
      if (round > 0) speeds.push({ ours, bare });
    }
    const share = median(speeds.map(({ ours, bare }) => ours / bare));
    return [
      speedRow('pg-boss alone', median(speeds.map(({ bare }) => bare)), 0),
      speedRow('PostgreSQL', median(speeds.map(({ ours }) => ours)), 0),
      {
        what: 'share of pg-boss alone',
        figure: `${Math.round(share * 100)} %`,
        target: 'at least 80 %',
        isMet: share >= 0.8,
      },
      delayRow('PostgreSQL, one process', await timeToStart(store.inbox, store)),
      delayRow('PostgreSQL, worker on another connection', await timeToStart(store.inbox, other)),
    ];
  } finally {
    await boss.stop({ graceful: false });
    await store.close();
    await other.close();
  }
}

async function makeDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query('CREATE DATABASE bench');
  await client.end();
  return Object.assign(new URL(serverUrl), { pathname: '/bench' }).href;
}

function speedRow(what: string, perSecond: number, least: number): Row {
  return {
    what: `${what}: enqueued, leased and completed`,
    figure: `${Math.round(perSecond).toLocaleString('en-US')} jobs/s`,
    target: least === 0 ? '' : `at least ${least.toLocaleString('en-US')}`,
    isMet: perSecond >= least,
  };
}

function delayRow(
  what: string,
  { median: middle, worstOfHundred }: { readonly median: number; readonly worstOfHundred: number },
): Row {
  return {
    what: `${what}: acknowledged to begun, median and 99th`,
    figure: `${middle.toFixed(1)} and ${worstOfHundred.toFixed(1)} ms`,
    target: 'median under 10 ms',
    isMet: middle < 10,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
