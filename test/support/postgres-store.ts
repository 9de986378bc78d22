import { systemClock } from '#core/clock.ts';
import {
  openPostgresStore,
  type PostgresStore,
  type PostgresStoreOptions,
} from '#runtime/store/postgres/open-postgres-store.ts';
import type { TestDatabase, TestPostgres } from './postgres.ts';

export interface TestStore extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly store: PostgresStore;
  /** Another process's view of the same database. */
  readonly other: PostgresStore;
}

/** Two stores on a database of their own. Disposing closes both and drops it. */
export async function openTestStore(
  server: TestPostgres,
  more: Omit<Partial<PostgresStoreOptions>, 'url'> = {},
): Promise<TestStore> {
  const database = await server.createDatabase();
  const options = { clock: systemClock, ...more, url: database.url };
  const store = await openPostgresStore(options);
  const other = await openPostgresStore(options);
  return {
    database,
    store,
    other,
    async [Symbol.asyncDispose]() {
      await store.close();
      await other.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
