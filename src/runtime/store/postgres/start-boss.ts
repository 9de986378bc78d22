import { type Clock as BossClock, PgBoss } from 'pg-boss';
import type { Postgres } from './connect-postgres.ts';
import { listen } from './listen.ts';
import { migrateAlone } from './migrate.ts';
import type { DatabaseAddress } from './parse-database-url.ts';

/** The namespace of pg-boss's tables. */
export const queueSchema = 'twigkit_queue';

/** Every queue of pg-boss that is not partitioned lies in this table. */
export const jobTable = `${queueSchema}.job_common`;

/**
 * What pg-boss takes as the time without a sign of life after which a job is free again. The end of a
 * lease is kept as `heartbeat_on` plus this, whatever its length.
 */
export const heartbeatSeconds = 30;

export interface BossOptions {
  readonly address: DatabaseAddress;
  /** Called with its kind when a job became due, in any process; without when some may have been missed. */
  readonly onNotified?: (kind?: string) => void;
  /** Time of pg-boss itself, for tests; it is the database's time otherwise. */
  readonly clock?: BossClock;
}

export interface RunningBoss {
  readonly boss: PgBoss;
  /** Makes the queue of a kind, once. */
  ensureQueue(kind: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts pg-boss on our connections: it makes and migrates its own tables, under a lock of its own,
 * inserts, hands out and ends jobs. Its supervisor is off, for it would count a lease that ran out as a
 * failure; leases are watched by `leaseJobs`.
 */
export async function startBoss(
  postgres: Postgres,
  { address, onNotified = () => {}, clock }: BossOptions,
): Promise<RunningBoss> {
  const boss = new PgBoss({
    db: {
      executeSql: (text, values) => postgres.executeSql(text, values),
      // What a clock of its own needs was said when the connections were opened.
      setSessionStatements: async () => {},
      listen: (channel, tell, missed) =>
        listen(
          address,
          channel,
          (kind) => {
            tell(kind);
            onNotified(kind);
          },
          () => {
            missed();
            onNotified();
          },
        ),
    },
    schema: queueSchema,
    supervise: false,
    schedule: false,
    useListenNotify: true,
    ...(clock && { clock }),
  });
  // Its timers meet a database that is away too; whoever needs it then is told by their own statement.
  boss.on('error', () => {});
  // Its own lock is taken too late for the first start: two would both make its namespace.
  try {
    await migrateAlone(postgres, async () => {
      await boss.start();
      await postgres.executeSql(ownIndexes);
    });
  } catch (error) {
    // What it started before it failed would keep the process alive.
    await boss.stop({ graceful: false });
    throw error;
  }

  const queues = new Map<string, Promise<void>>();
  return {
    boss,
    ensureQueue(kind) {
      const known = queues.get(kind);
      if (known) return known;
      const made = boss.createQueue(kind, { notify: true, heartbeatSeconds });
      queues.set(kind, made);
      made.catch(() => queues.delete(kind));
      return made;
    },
    close: () => boss.stop({ graceful: false }),
  };
}

/** The end of leases, and the jobs that wait by key, are ours to look up; pg-boss never does. */
const ownIndexes = `
  CREATE INDEX IF NOT EXISTS twigkit_leased ON ${jobTable} (heartbeat_on) WHERE state = 'active';
  CREATE INDEX IF NOT EXISTS twigkit_key ON ${jobTable} (group_id) WHERE group_id IS NOT NULL;`;
