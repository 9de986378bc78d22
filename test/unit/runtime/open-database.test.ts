import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const migrations = [{ version: 1, statements: 'CREATE TABLE notes (text TEXT) STRICT;' }];
const insert = 'INSERT INTO notes (text) VALUES (?)';
const count = 'SELECT count(*) AS count FROM notes';

describe('a snapshot', () => {
  it('shows one state, whatever another connection writes meanwhile', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'notes.db');
    const writer = openDatabase({ path, migrations });
    const reader = openDatabase({ path, migrations, readOnly: true });

    const [before, within] = reader.snapshot(() => {
      const first = reader.get(count)?.count;
      writer.run(insert, 'a');
      return [first, reader.get(count)?.count];
    });
    const after = reader.get(count)?.count;

    expect([before, within, after]).toEqual([0, 0, 1]);
    reader.close();
    writer.close();
  });

  it('ends when its work throws, and does not nest', () => {
    const sql = openDatabase({ path: ':memory:', migrations });
    const failing = () =>
      sql.snapshot(() => {
        throw new Error('no');
      });

    expect(failing).toThrow('no');
    expect(() => sql.snapshot(() => sql.snapshot(() => 1))).toThrow('do not nest');
    expect(sql.snapshot(() => sql.get(count)?.count)).toBe(0);
    sql.close();
  });
});

describe('a database on a full disk', () => {
  it('says which disk, stops the run, and keeps what was written before', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'notes.db');
    const sql = openDatabase({ path, migrations });
    sql.run(insert, 'first');
    // SQLite answers a limit on its pages as it answers a disk without room.
    sql.get('PRAGMA max_page_count = 4');
    const write = () => sql.run(insert, 'x'.repeat(100_000));

    const failures = [write, () => sql.transaction(write)];

    for (const fail of failures) {
      expect(await caught((async () => fail())())).toMatchObject({
        name: 'StopRunError',
        code: 'disk_full',
        message: expect.stringContaining(path),
        hint: expect.stringContaining('--data'),
      });
    }
    expect(sql.get(count)?.count).toBe(1);
    sql.close();
  });
});
