import type { Migration } from '#core/sql.ts';
import { evalHistoryMigration } from './eval-history-migration.ts';
import { inboxConflictMigration } from './inbox-conflict-migration.ts';
import { inboxQueueMigration } from './inbox-queue-migration.ts';
import { jobAgeMigration } from './job-age-migration.ts';
import { ledgerMigration } from './ledger-migration.ts';
import { notebookMigration } from './notebook-migration.ts';
import { syncHistoryMigration } from './sync-history-migration.ts';

/** The schema of `state.db`, which ledger, inbox, queue, notebooks and histories share. */
export const stateMigrations: readonly Migration[] = [
  ledgerMigration,
  inboxQueueMigration,
  notebookMigration,
  inboxConflictMigration,
  evalHistoryMigration,
  jobAgeMigration,
  syncHistoryMigration,
];
