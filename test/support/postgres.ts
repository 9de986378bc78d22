import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { NoPostgres, startCluster } from './postgres-cluster.ts';
import { waitUntil } from './wait-until.ts';

/** A server on which tests make databases. */
export interface TestPostgres {
  /** A database of its own; `await using` drops it. */
  createDatabase(): Promise<TestDatabase>;
}

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** Runs one statement, as somebody beside the tested code. */
  query(statement: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Takes every row out of our tables and leaves the tables. */
  empty(): Promise<void>;
  /** Ends every connection to it, as a restart of the server does. */
  cutConnections(): Promise<void>;
  /** Ends every connection and lets in no new one, until `bringBack`. */
  takeAway(): Promise<void>;
  bringBack(): Promise<void>;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * The PostgreSQL to test with: the one that TWIGKIT_TEST_POSTGRES names, else one that the first
 * asker of a run starts. Where it is not installed, this says so and gives undefined, for
 * `describe.skipIf`; with TWIGKIT_TEST_POSTGRES=required that is a failure.
 */
export async function findPostgres(): Promise<TestPostgres | undefined> {
  const wanted = process.env.TWIGKIT_TEST_POSTGRES ?? '';
  try {
    const url = wanted.startsWith('postgres') ? wanted : await startOncePerRun();
    return { createDatabase: () => createDatabase(url) };
  } catch (error) {
    if (!(error instanceof NoPostgres) || wanted === 'required') throw error;
    console.warn(`SKIPPED: the tests on PostgreSQL, because ${error.message}.`);
    return undefined;
  }
}

/** Test files run in processes of their own; whoever makes the folder starts it, the others wait. */
async function startOncePerRun(): Promise<string> {
  const folder = inject('postgresFolder');
  const started = join(folder, 'started.json');
  const failed = join(folder, 'failed.json');
  try {
    mkdirSync(join(folder, 'starting'));
  } catch {
    await waitUntil('PostgreSQL runs', () => existsSync(started) || existsSync(failed), 60_000);
    if (existsSync(started)) return JSON.parse(readFileSync(started, 'utf8')).url;
    throw new NoPostgres(JSON.parse(readFileSync(failed, 'utf8')).reason);
  }
  try {
    chmodSync(folder, 0o755);
    const cluster = await startCluster(join(folder, 'cluster'), inject('runPid'));
    // Renamed, so that nobody reads half of it.
    writeFileSync(`${started}.part`, JSON.stringify(cluster));
    renameSync(`${started}.part`, started);
    return cluster.url;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    writeFileSync(`${failed}.part`, JSON.stringify({ reason }));
    renameSync(`${failed}.part`, failed);
    throw error;
  }
}

let made = 0;

async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  made += 1;
  const name = `twigkit_test_${process.pid}_${Date.now()}_${made}`;
  await runOn(serverUrl, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  const inside = openOnDemand(url);
  const cutConnections = async () => {
    await runOn(
      serverUrl,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
      [name],
    );
  };
  return {
    url,
    query: inside.query,
    async empty() {
      const tables = await inside.query(selectOurTables);
      await inside.query(tables.map((table) => `DELETE FROM ${table.name};`).join('\n'));
    },
    cutConnections,
    async takeAway() {
      await runOn(serverUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await cutConnections();
    },
    async bringBack() {
      await runOn(serverUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    },
    async [Symbol.asyncDispose]() {
      await inside.close();
      await runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** One connection for many statements, opened by the first and again when it was cut. */
function openOnDemand(url: string) {
  let client: Promise<pg.Client> | undefined;
  async function open(): Promise<pg.Client> {
    const opened = new pg.Client({ connectionString: url });
    opened.on('error', forget);
    opened.on('end', forget);
    await opened.connect();
    return opened;
  }
  function forget(): void {
    client = undefined;
  }
  return {
    async query(statement: string, values?: readonly unknown[]): Promise<readonly Row[]> {
      client ??= open();
      return (await (await client).query(statement, values && [...values])).rows;
    },
    async close(): Promise<void> {
      await (await client)?.end();
    },
  };
}

/** What pg-boss keeps of its queues and its version is not content. */
const selectOurTables = `
  SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
  WHERE (schemaname = 'twigkit' AND tablename <> 'schema_version')
     OR (schemaname = 'twigkit_queue' AND tablename = 'job')`;

async function runOn(
  url: string,
  statement: string,
  values?: readonly unknown[],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(statement, values && [...values]);
    return rows;
  } finally {
    await client.end();
  }
}
