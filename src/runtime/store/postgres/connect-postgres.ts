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
  /** Statements that every connection runs first; they hold for connections that open from now on. */
  setSessionStatements(statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface PostgresOptions {
  /** Default 10. One more is held for notifications. */
  readonly maxConnections?: number;
}

/**
 * A pool of connections to one database. Nothing is connected before the first statement, and a
 * connection that fails is replaced by a new one at the next.
 */
export function connectPostgres(
  { config, label }: DatabaseAddress,
  { maxConnections = 10 }: PostgresOptions = {},
): Postgres {
  const pool = new pg.Pool({ ...config, ...connectionOptions, max: maxConnections });
  let sessionStatements: readonly string[] = [];
  pool.on('connect', (client) => {
    // A lost connection fails the statement that runs on it, and is told there; idle ones are dropped.
    client.on('error', () => {});
    for (const statement of sessionStatements) client.query(statement).catch(() => {});
  });
  pool.on('error', () => {});

  async function withClient<Result>(
    work: (client: pg.PoolClient) => Promise<Result>,
  ): Promise<Result> {
    let client: pg.PoolClient | undefined;
    try {
      client = await pool.connect();
      const result = await work(client);
      client.release();
      return result;
    } catch (cause) {
      // A connection in an unknown state is not used again; the server undoes what was open on it.
      client?.release(asError(cause));
      throw toStoreError(cause, label);
    }
  }

  return {
    label,
    executeSql: (statement, values) =>
      withClient((client) => sessionOf(client, label).executeSql(statement, values)),
    transaction: (work, first) =>
      withClient(async (client) => {
        await client.query(first === undefined ? 'BEGIN' : `BEGIN; ${first}`);
        const result = await work(sessionOf(client, label));
        await client.query('COMMIT');
        return result;
      }),
    async setSessionStatements(statements) {
      sessionStatements = statements;
    },
    close: () => pool.end(),
  };
}

/** Of the pool and of the connection that listens. A peer that vanished must not hold its locks for hours. */
export const connectionOptions = {
  application_name: 'twigkit',
  connectionTimeoutMillis: 10_000,
  query_timeout: 60_000,
  idle_in_transaction_session_timeout: 60_000,
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
