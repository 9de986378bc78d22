import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { createSqliteLedger } from '#runtime/store/sqlite/ledger.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { stateMigrations } from '#runtime/store/sqlite/state-migrations.ts';
import { ledgerContract, ledgerRow } from '../../contract/ledger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const openState = (folder: string) =>
  openDatabase({ path: join(folder, 'state.db'), migrations: stateMigrations });

describe('the ledger in memory', () => {
  it.each(ledgerContract)('$name', ({ run }) => run({ ledger: createMemoryLedger() }));
});

describe('the ledger on SQLite', () => {
  it.each(ledgerContract)('$name', async ({ run }) => {
    using folder = temporaryFolder();
    const sql = openState(folder.path);
    try {
      await run({ ledger: createSqliteLedger(sql) });
    } finally {
      sql.close();
    }
  });

  it('is still there when the database is opened again', async () => {
    using folder = temporaryFolder();
    const first = openState(folder.path);
    const state = { scope: 'main', cursor: 'c', generation: 1, scanning: true };
    await createSqliteLedger(first).commit('target', { put: [ledgerRow('a')], state });
    first.close();

    const second = openState(folder.path);
    const ledger = createSqliteLedger(second);

    expect(await ledger.row('target', 'a')).toEqual(ledgerRow('a'));
    expect((await ledger.state('target', 'main'))?.cursor).toBe('c');
    second.close();
  });

  it('keeps nothing of a commit that fails half-way', async () => {
    using folder = temporaryFolder();
    const sql = openState(folder.path);
    const ledger = createSqliteLedger(sql);
    await ledger.commit('target', { put: [ledgerRow('a')] });
    const broken = { scope: 'main', cursor: 'c', generation: 1.5, scanning: true };

    const commit = ledger.commit('target', {
      put: [ledgerRow('b')],
      remove: ['a'],
      state: broken,
    });

    await expect(commit).rejects.toThrow();
    expect(await ledger.row('target', 'a')).toBeDefined();
    expect(await ledger.row('target', 'b')).toBeUndefined();
    sql.close();
  });
});

describe('the migrations of state.db', () => {
  it('count from 1 without gaps', () => {
    expect(stateMigrations.map((migration) => migration.version)).toEqual(
      stateMigrations.map((_, index) => index + 1),
    );
  });
});
