import type { Migration } from '#core/sql.ts';
import { inboxConflictMigration } from './inbox-conflict-migration.ts';
import { inboxQueueMigration } from './inbox-queue-migration.ts';
import { ledgerMigration } from './ledger-migration.ts';
import { notebookMigration } from './notebook-migration.ts';

/** The schema of `state.db`, which ledger, inbox, queue and notebooks share. */
export const stateMigrations: readonly Migration[] = [
  ledgerMigration,
  inboxQueueMigration,
  notebookMigration,
  inboxConflictMigration,
];
