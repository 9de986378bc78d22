import { describe, expect, it } from 'vitest';
import { RetryError } from '#core/errors.ts';
import type { Sql } from '#core/sql.ts';
import { createGroupCommit } from '#runtime/store/sqlite/group-commit.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';

const insert = 'INSERT INTO notes (text) VALUES (?)';

function openNotes(): Sql {
  const statements = 'CREATE TABLE notes (text TEXT NOT NULL UNIQUE) STRICT';
  return openDatabase({ path: ':memory:', migrations: [{ version: 1, statements }] });
}

function countTransactions(sql: Sql): { readonly sql: Sql; readonly count: () => number } {
  let count = 0;
  const transaction: Sql['transaction'] = (work) => {
    count += 1;
    return sql.transaction(work);
  };
  return { sql: { ...sql, transaction }, count: () => count };
}

describe('group commit', () => {
  it('undoes the one that throws and keeps the others', async () => {
    const sql = openNotes();
    const groupCommit = createGroupCommit(sql);

    const results = await Promise.allSettled([
      groupCommit(() => sql.run(insert, 'first')),
      groupCommit(() => {
        sql.run(insert, 'half done');
        throw new Error('changed my mind');
      }),
      groupCommit(() => sql.run(insert, 'first')),
      groupCommit(() => sql.run(insert, 'last')),
    ]);

    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(results[1]).toMatchObject({ reason: { message: 'changed my mind' } });
    expect(sql.all('SELECT text FROM notes ORDER BY text')).toMatchObject([
      { text: 'first' },
      { text: 'last' },
    ]);
    sql.close();
  });

  it('rejects the whole group with RetryError when the database is gone, and works for the next', async () => {
    const sql = openNotes();
    let down = true;
    const flaky: Sql = {
      ...sql,
      transaction: (work) => {
        const result = sql.transaction(() => {
          const done = work();
          if (down) throw new Error('disk full');
          return done;
        });
        return result;
      },
    };
    const groupCommit = createGroupCommit(flaky);

    const failed = await Promise.allSettled([
      groupCommit(() => sql.run(insert, 'a')),
      groupCommit(() => sql.run(insert, 'b')),
    ]);
    down = false;
    await groupCommit(() => sql.run(insert, 'a'));

    for (const result of failed) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store_unavailable' } });
      expect(result.status === 'rejected' && result.reason).toBeInstanceOf(RetryError);
    }
    expect(sql.get('SELECT count(*) AS count FROM notes')).toMatchObject({ count: 1 });
    sql.close();
  });

  it('commits what arrives in one turn together', async () => {
    const { sql, count } = countTransactions(openNotes());
    const groupCommit = createGroupCommit(sql);

    await Promise.all(
      Array.from({ length: 40 }, (_, index) => groupCommit(() => sql.run(insert, String(index)))),
    );

    expect(count()).toBe(1);
    expect(sql.get('SELECT count(*) AS count FROM notes')).toMatchObject({ count: 40 });
    sql.close();
  });
});
