import { type Clock as BossClock, enableClockOverride } from 'pg-boss';
import type { Clock } from '#core/clock.ts';
import type { EvalHistory } from '#core/eval-history.ts';
import type { Inbox } from '#core/inbox.ts';
import type { Ledger } from '#core/ledger.ts';
import type { OpenNotebook } from '#core/notebook.ts';
import type { Queue } from '#core/queue.ts';
import type { SyncHistory } from '#core/sync-history.ts';
import { connectPostgres } from './connect-postgres.ts';
import { createPostgresEvalHistory } from './eval-history.ts';
import { createPostgresInbox } from './inbox.ts';
import { createPostgresLedger } from './ledger.ts';
import { migrate } from './migrate.ts';
import { createPostgresNotebook } from './notebook.ts';
import { parseDatabaseUrl } from './parse-database-url.ts';
import { createPostgresQueue } from './queue.ts';
import { startBoss } from './start-boss.ts';
import { stateMigrations } from './state-migrations.ts';
import { createPostgresSyncHistory } from './sync-history.ts';

export interface PostgresStoreOptions {
  readonly url: string;
  readonly clock: Clock;
  /** Called with its kind when a job became due, here or in another process: wake the worker here. */
  readonly onEnqueued?: (kind?: string) => void;
  /** Time of pg-boss, for tests; the database's by default. */
  readonly bossClock?: BossClock;
}

export interface PostgresStore {
  readonly ledger: Ledger;
  readonly inbox: Inbox;
  readonly queue: Queue;
  readonly notebook: OpenNotebook;
  readonly evalHistory: EvalHistory;
  readonly syncHistory: SyncHistory;
  close(): Promise<void>;
}

/**
 * Opens the state in a PostgreSQL database, making or migrating its tables first. Several processes may
 * open it at once. Close it when done.
 *
 * @throws FixInputError, FixCredentialsError or RetryError when it cannot be opened; none names the password.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { url, clock, onEnqueued, bossClock } = options;
  const address = parseDatabaseUrl(url);
  const sessionStatements = bossClock ? [enableClockOverride()] : [];
  const postgres = connectPostgres(address, { sessionStatements });
  try {
    await migrate(postgres, stateMigrations);
    const running = await startBoss(postgres, {
      address,
      ...(onEnqueued && { onNotified: onEnqueued }),
      ...(bossClock && { clock: bossClock }),
    });
    const onWork = onEnqueued ? { onEnqueued } : {};
    return {
      ledger: createPostgresLedger(postgres),
      inbox: createPostgresInbox(postgres, running, clock, onWork),
      queue: createPostgresQueue(postgres, running, clock, onWork),
      notebook: (owner) => createPostgresNotebook(postgres, owner, { clock }),
      evalHistory: createPostgresEvalHistory(postgres),
      syncHistory: createPostgresSyncHistory(postgres),
      async close() {
        await running.close();
        await postgres.close();
      },
    };
  } catch (error) {
    await postgres.close();
    throw error;
  }
}
