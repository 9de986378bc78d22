import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSqliteEvalHistory } from '#runtime/store/sqlite/eval-history.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { stateMigrations } from '#runtime/store/sqlite/state-migrations.ts';
import { evalHistoryContract, newEvalRun } from '../../contract/eval-history.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const openState = (folder: string) =>
  openDatabase({ path: join(folder, 'state.db'), migrations: stateMigrations });

describe('the eval history on SQLite', () => {
  it.each(evalHistoryContract)('$name', async ({ run }) => {
    using folder = temporaryFolder();
    const sql = openState(folder.path);
    try {
      await run({ history: createSqliteEvalHistory(sql) });
    } finally {
      sql.close();
    }
  });

  it('is still there when the database is opened again', async () => {
    using folder = temporaryFolder();
    const first = openState(folder.path);
    await createSqliteEvalHistory(first).begin(newEvalRun('run_1'));
    await createSqliteEvalHistory(first).putCase('run_1', { key: 'a', result: { rank: 1 } });
    first.close();

    const second = openState(folder.path);
    const history = createSqliteEvalHistory(second);

    expect(await history.get('run_1')).toEqual({ ...newEvalRun('run_1'), end: undefined });
    expect(await collect(history.cases('run_1'))).toEqual([{ key: 'a', result: { rank: 1 } }]);
    second.close();
  });
});
