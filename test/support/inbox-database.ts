import { join } from 'node:path';
import type { Sql } from '#core/sql.ts';
import { inboxConflictMigration } from '#runtime/store/sqlite/inbox-conflict-migration.ts';
import { inboxQueueMigration } from '#runtime/store/sqlite/inbox-queue-migration.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';

/** A database on disk that holds the inbox and the queue and nothing else. */
export function openInboxDatabase(folder: string): Sql {
  const migrations = [inboxQueueMigration, inboxConflictMigration];
  return openDatabase({ path: join(folder, 'state.db'), migrations });
}
