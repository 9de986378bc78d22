import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { EvalHistory } from '#core/eval-history.ts';
import type { Inbox } from '#core/inbox.ts';
import type { Ledger } from '#core/ledger.ts';
import type { OpenNotebook } from '#core/notebook.ts';
import type { Queue } from '#core/queue.ts';
import type { SyncHistory } from '#core/sync-history.ts';
import { createWakeUp, type WakeUp } from '#runtime/queue/wake-up.ts';
import { createSqliteEvalHistory } from '#runtime/store/sqlite/eval-history.ts';
import { createGroupCommit } from '#runtime/store/sqlite/group-commit.ts';
import { createSqliteInbox } from '#runtime/store/sqlite/inbox.ts';
import { createSqliteLedger } from '#runtime/store/sqlite/ledger.ts';
import { createSqliteNotebook } from '#runtime/store/sqlite/notebook.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { createSqliteQueue } from '#runtime/store/sqlite/queue.ts';
import { stateMigrations } from '#runtime/store/sqlite/state-migrations.ts';
import { createSqliteSyncHistory } from '#runtime/store/sqlite/sync-history.ts';
import { makeDataFolder } from './make-data-folder.ts';

export interface StoreOptions {
  /** Holds `state.db`, unless a database is named. */
  readonly dataDir: string;
  /** A PostgreSQL database to keep the state in. */
  readonly databaseUrl?: string | undefined;
  readonly clock: Clock;
}

/** What outlives a process: what was synced, what was received, what is to be done. */
export interface Store {
  readonly ledger: Ledger;
  readonly inbox: Inbox;
  readonly queue: Queue;
  readonly notebook: OpenNotebook;
  readonly syncHistory: SyncHistory;
  readonly evalHistory: EvalHistory;
  /**
   * Woken when a job became durable: by this process, and with PostgreSQL by any. For the one worker of
   * this process.
   */
  readonly wakeUp: WakeUp;
  close(): Promise<void>;
}

/**
 * Opens the state: in the data folder, or in a PostgreSQL database that several machines may share.
 * Close it when done.
 */
export async function openStore({ dataDir, databaseUrl, clock }: StoreOptions): Promise<Store> {
  if (databaseUrl === undefined) return openSqliteStore(dataDir, clock);
  // Loaded only here: most have no PostgreSQL.
  const { openPostgresStore } = await import('#runtime/store/postgres/open-postgres-store.ts');
  const wakeUp = createWakeUp();
  const store = await openPostgresStore({ url: databaseUrl, clock, onEnqueued: wakeUp.wake });
  return { ...store, wakeUp };
}

function openSqliteStore(dataDir: string, clock: Clock): Store {
  makeDataFolder(dataDir);
  const sql = openDatabase({ path: join(dataDir, 'state.db'), migrations: stateMigrations });
  const wakeUp = createWakeUp();
  const shared = { groupCommit: createGroupCommit(sql), onEnqueued: wakeUp.wake };
  return {
    ledger: createSqliteLedger(sql),
    inbox: createSqliteInbox(sql, clock, shared),
    queue: createSqliteQueue(sql, clock, shared),
    notebook: (owner) => createSqliteNotebook(sql, owner, { clock }),
    syncHistory: createSqliteSyncHistory(sql),
    evalHistory: createSqliteEvalHistory(sql),
    wakeUp,
    async close() {
      sql.close();
    },
  };
}
