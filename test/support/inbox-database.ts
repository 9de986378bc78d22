import { join } from 'node:path';
import type { Sql } from '#core/sql.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { stateMigrations } from '#runtime/store/sqlite/state-migrations.ts';

/** The database of a data folder, without the rest of its store. */
export function openInboxDatabase(folder: string): Sql {
  return openDatabase({ path: join(folder, 'state.db'), migrations: stateMigrations });
}
