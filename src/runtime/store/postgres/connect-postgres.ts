import pg from 'pg';
import { asError } from '#util/as-error.ts';
import type { DatabaseAddress } from './parse-database-url.ts';
import { toStoreError } from './store-error.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Something to run statements on: any connection, or the one of a transaction. */
export interface Session {
  /** @throws what `toStoreError` makes of the failure. */
  executeSql(statement: string, values?: readonly unknown[]): Promise<{ readonly rows: Row[] }>;
}

export interface Postgres extends Session {
  /** `host:port/database`. */
  readonly label: string;
  /**
   * One connection for a transaction that is committed when `work` resolves, and undone when it rejects.
   * `first` is a statement to begin with, in the same message as the beginning.
   */
  transaction<Result>(work: (session: Session) => Promise<Result>, first?: string): Promise<Result>;
  close(): Promise<void>;
}

export interface PostgresOptions {
  /** Default 10. One more is held for notifications. */
  readonly maxConnections?: number;
  /** Statements that every connection runs first. */
  readonly sessionStatements?: readonly string[];
}

/**
 * A pool of connections to one database. Nothing is connected before the first statement, and a
 * connection that fails is replaced by a new one at the next.
 */
export function connectPostgres(
  { config, label }: DatabaseAddress,
  { maxConnections = 10, sessionStatements = [] }: PostgresOptions = {},
): Postgres {
  const pool = new pg.Pool({
    ...config,
    ...connectionOptions,
    max: maxConnections,
    // A statement of many is sent as one: whoever waits for the connection waits for this too.
    onConnect: (client) => client.query([givesUpLocks, ...sessionStatements].join(';')),
  });
  // A lost connection fails the statement that runs on it, and is told there; idle ones are dropped.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', () => {});

  async function withSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const client = await pool.connect().catch((cause: unknown) => {
      throw toStoreError(cause, label);
    });
    try {
      const result = await work(sessionOf(client, label));
      client.release();
      return result;
    } catch (error) {
      // A connection in an unknown state is not used again; the server undoes what was open on it.
      client.release(asError(error));
      throw error;
    }
  }

  return {
    label,
    executeSql: (statement, values) =>
      withSession((session) => session.executeSql(statement, values)),
    transaction: (work, first) =>
      withSession(async (session) => {
        await session.executeSql(first === undefined ? 'BEGIN' : `BEGIN; ${first}`);
        const result = await work(session);
        await session.executeSql('COMMIT');
        return result;
      }),
    close: () => pool.end(),
  };
}

/**
 * A process that vanished in mid-transaction must not hold its locks for hours. Said after connecting,
 * for a pooler in between takes no such word before.
 */
const givesUpLocks = "SET idle_in_transaction_session_timeout = '60s'";

/** Of the pool and of the connection that listens. */
export const connectionOptions = {
  application_name: 'twigkit',
  connectionTimeoutMillis: 10_000,
  query_timeout: 60_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const satisfies pg.PoolConfig;

function sessionOf(client: pg.PoolClient, label: string): Session {
  return {
    async executeSql(statement, values) {
      try {
        // A statement with values goes through the protocol that takes one statement only.
        return await (values ? client.query(statement, [...values]) : client.query(statement));
      } catch (cause) {
        throw toStoreError(cause, label);
      }
    },
  };
}
