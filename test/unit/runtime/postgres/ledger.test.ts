import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectPostgres, type Postgres } from '#runtime/store/postgres/connect-postgres.ts';
import { createPostgresLedger } from '#runtime/store/postgres/ledger.ts';
import { migrate } from '#runtime/store/postgres/migrate.ts';
import { parseDatabaseUrl } from '#runtime/store/postgres/parse-database-url.ts';
import { stateMigrations } from '#runtime/store/postgres/state-migrations.ts';
import { ledgerContract, ledgerRow } from '../../../contract/ledger.ts';
import { findPostgres, type TestDatabase } from '../../../support/postgres.ts';

const server = await findPostgres();

describe.skipIf(server === undefined)('the ledger on PostgreSQL', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let postgres: Postgres;

  beforeAll(async () => {
    database = await server!.createDatabase();
    postgres = connectPostgres(parseDatabaseUrl(database.url));
    await migrate(postgres, stateMigrations);
  });
  beforeEach(() => database.empty());
  afterAll(async () => {
    await postgres.close();
    await database[Symbol.asyncDispose]();
  });

  it.each(ledgerContract)('$name', ({ run }) => run({ ledger: createPostgresLedger(postgres) }));

  it('keeps nothing of a commit that fails half-way', async () => {
    const ledger = createPostgresLedger(postgres);
    await ledger.commit('target', { put: [ledgerRow('a')] });
    const broken = { scope: 'main', cursor: 'c', generation: 1.5, scanning: true };

    const commit = ledger.commit('target', {
      put: [ledgerRow('b')],
      remove: ['a'],
      state: broken,
    });

    await expect(commit).rejects.toMatchObject({ code: 'store_refused' });
    expect(await ledger.row('target', 'a')).toBeDefined();
    expect(await ledger.row('target', 'b')).toBeUndefined();
  });

  it('takes the last of two rows of one document, and thousands of rows in one commit', async () => {
    const ledger = createPostgresLedger(postgres);
    const rows = Array.from({ length: 2_500 }, (_, number) => ledgerRow(`doc ${number}`));

    await ledger.commit('target', { put: [...rows, ledgerRow('doc 7', { version: 'v2' })] });

    expect(await ledger.count('target')).toBe(2_500);
    expect((await ledger.row('target', 'doc 7'))?.version).toBe('v2');
  });

  it('says what to do when the connection is lost, and goes on with a new one', async () => {
    const ledger = createPostgresLedger(postgres);
    await ledger.commit('target', { put: [ledgerRow('a')] });

    const cut = postgres.transaction(async (session) => {
      await database.cutConnections();
      await session.executeSql('SELECT 1');
    });

    await expect(cut).rejects.toMatchObject({ name: 'RetryError', code: 'store_unavailable' });
    expect(await ledger.row('target', 'a')).toEqual(ledgerRow('a'));
  });
});
