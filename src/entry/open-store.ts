import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { Inbox } from '#core/inbox.ts';
import type { Ledger } from '#core/ledger.ts';
import type { OpenNotebook } from '#core/notebook.ts';
import type { Queue } from '#core/queue.ts';
import { createWakeUp, type WakeUp } from '#runtime/queue/wake-up.ts';
import { createGroupCommit } from '#runtime/store/sqlite/group-commit.ts';
import { createSqliteInbox } from '#runtime/store/sqlite/inbox.ts';
import { createSqliteLedger } from '#runtime/store/sqlite/ledger.ts';
import { createSqliteNotebook } from '#runtime/store/sqlite/notebook.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { createSqliteQueue } from '#runtime/store/sqlite/queue.ts';
import { stateMigrations } from '#runtime/store/sqlite/state-migrations.ts';

export interface StoreOptions {
  /** Holds `state.db`. */
  readonly dataDir: string;
  readonly clock: Clock;
}

/** What outlives a process: what was synced, what was received, what is to be done. */
export interface Store {
  readonly ledger: Ledger;
  readonly inbox: Inbox;
  readonly queue: Queue;
  readonly notebook: OpenNotebook;
  /** Woken when a job became durable. For the one worker of this process. */
  readonly wakeUp: WakeUp;
  close(): Promise<void>;
}

/** Opens the state of the data folder. Close it when done. */
export async function openStore({ dataDir, clock }: StoreOptions): Promise<Store> {
  const sql = openDatabase({ path: join(dataDir, 'state.db'), migrations: stateMigrations });
  const wakeUp = createWakeUp();
  const shared = { groupCommit: createGroupCommit(sql), onEnqueued: wakeUp.wake };
  return {
    ledger: createSqliteLedger(sql),
    inbox: createSqliteInbox(sql, clock, shared),
    queue: createSqliteQueue(sql, clock, shared),
    notebook: (owner) => createSqliteNotebook(sql, owner, { clock }),
    wakeUp,
    async close() {
      sql.close();
    },
  };
}
