import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import {
  openPostgresStore,
  type PostgresStore,
} from '#runtime/store/postgres/open-postgres-store.ts';
import { queueContract } from '../../../contract/queue.ts';
import { type DatabaseClock, databaseClock } from '../../../support/database-clock.ts';
import { findPostgres, type TestDatabase } from '../../../support/postgres.ts';

const server = await findPostgres();

describe.skipIf(server === undefined)('the queue on PostgreSQL', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let clock: DatabaseClock;
  let store: PostgresStore;
  let other: PostgresStore;

  beforeAll(async () => {
    database = await server!.createDatabase();
    clock = databaseClock();
    const { url } = database;
    const options = { url, clock, bossClock: clock.bossClock };
    [store, other] = [await openPostgresStore(options), await openPostgresStore(options)];
    for (const statement of timePassesWithEachJob) await database.query(statement);
  });
  beforeEach(() => database.empty());
  afterAll(async () => {
    await store.close();
    await other.close();
    await database[Symbol.asyncDispose]();
  });

  it.each(queueContract)('$name', ({ run }) =>
    run({ queue: store.queue, otherQueue: other.queue, clock }));
});

/** Two jobs are never added at the same microsecond, even while a test's time stands still. */
const timePassesWithEachJob = [
  `CREATE FUNCTION pass_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     UPDATE twigkit_queue.__pgboss_test_clock SET now = now + interval '1 microsecond';
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER pass_time AFTER INSERT ON twigkit_queue.job_common
   FOR EACH STATEMENT EXECUTE FUNCTION pass_time()`,
];
