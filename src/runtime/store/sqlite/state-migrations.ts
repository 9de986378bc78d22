import type { Migration } from '#core/sql.ts';
import { inboxQueueMigration } from './inbox-queue-migration.ts';
import { ledgerMigration } from './ledger-migration.ts';

/** The schema of `state.db`, which ledger, inbox and queue share. */
export const stateMigrations: readonly Migration[] = [ledgerMigration, inboxQueueMigration];
