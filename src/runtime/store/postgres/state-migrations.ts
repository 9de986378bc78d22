import type { Migration } from '#core/sql.ts';
import { evalHistoryMigration } from './eval-history-migration.ts';
import { inboxMigration } from './inbox-migration.ts';
import { ledgerMigration } from './ledger-migration.ts';
import { notebookMigration } from './notebook-migration.ts';
import { syncHistoryMigration } from './sync-history-migration.ts';

/** The schema `twigkit`; what pg-boss keeps is in its own. */
export const stateMigrations: readonly Migration[] = [
  ledgerMigration,
  notebookMigration,
  inboxMigration,
  evalHistoryMigration,
  syncHistoryMigration,
];
