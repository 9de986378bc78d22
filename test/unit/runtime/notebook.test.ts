import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import type { Notebook } from '#core/notebook.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { createSqliteNotebook } from '#runtime/store/sqlite/notebook.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { stateMigrations } from '#runtime/store/sqlite/state-migrations.ts';
import { notebookContract } from '../../contract/notebook.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = new AbortController().signal;

function openState(folder: string) {
  const sql = openDatabase({ path: join(folder, 'state.db'), migrations: stateMigrations });
  return { ...sql, [Symbol.dispose]: () => sql.close() };
}

describe('the notebook in memory', () => {
  it.each(notebookContract)('$name', async ({ run }) => {
    const owners = new Map<string, Notebook>();
    await run({
      open(owner) {
        const notebook = owners.get(owner) ?? createMemoryNotebook();
        owners.set(owner, notebook);
        return notebook;
      },
    });
  });
});

describe('the notebook on SQLite', () => {
  it.each(notebookContract)('$name', async ({ run }) => {
    using folder = temporaryFolder();
    using sql = openState(folder.path);
    await run({ open: (owner) => createSqliteNotebook(sql, owner) });
  });

  it('is still there when the database is opened again', async () => {
    using folder = temporaryFolder();
    {
      using sql = openState(folder.path);
      await createSqliteNotebook(sql, 'a').write({ put: [{ key: 'k', value: [1] }] });
    }

    using sql = openState(folder.path);
    expect(await createSqliteNotebook(sql, 'a').get('k')).toEqual([1]);
  });

  it('passes over a holder that died, once its lease has run out', async () => {
    using folder = temporaryFolder();
    using first = openState(folder.path);
    using second = openState(folder.path);
    const died = { ...systemClock, sleep: () => new Promise<void>(() => {}) };
    const dead = createSqliteNotebook(first, 'a', { leaseMs: 200, clock: died });
    const started = systemClock.now();
    await new Promise<void>((begun) => {
      void dead.exclusively('token', () => new Promise(() => begun()), never);
    });

    const waited = await createSqliteNotebook(second, 'a', { pollMs: 10 }).exclusively(
      'token',
      async () => systemClock.now() - started,
      never,
    );

    expect(waited).toBeGreaterThanOrEqual(200);
  });

  it('prolongs the lease of a holder that lives', async () => {
    using folder = temporaryFolder();
    using first = openState(folder.path);
    using second = openState(folder.path);
    const order: string[] = [];
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const slow = createSqliteNotebook(first, 'a', { leaseMs: 1_000 }).exclusively(
      'token',
      async () => {
        begin();
        await systemClock.sleep(2_500);
        order.push('slow');
      },
      never,
    );
    await begun;

    await createSqliteNotebook(second, 'a', { pollMs: 5 }).exclusively(
      'token',
      async () => order.push('next'),
      never,
    );
    await slow;

    expect(order).toEqual(['slow', 'next']);
  });

  it('tells work whose lease was lost to stop', async () => {
    using folder = temporaryFolder();
    using sql = openState(folder.path);
    const notebook = createSqliteNotebook(sql, 'a', { leaseMs: 60 });

    const reason = await notebook.exclusively(
      'token',
      (signal) => {
        sql.run("UPDATE notebook_turn SET holder = 'another'");
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
        });
      },
      never,
    );

    expect(reason).toMatchObject({ code: 'turn_lost' });
    expect(sql.get('SELECT holder FROM notebook_turn')).toEqual({ holder: 'another' });
  });
});
