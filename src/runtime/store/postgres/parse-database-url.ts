import type { ClientConfig } from 'pg';
import { FixInputError } from '#core/errors.ts';

export interface DatabaseAddress {
  readonly config: ClientConfig;
  /** `host:port/database`, for messages: neither user nor password is in it. */
  readonly label: string;
}

/**
 * Reads the address of a PostgreSQL server: `postgres://user:password@host:5432/database?sslmode=…`,
 * or a folder of a Unix socket: `postgres:///database?host=/var/run/postgresql`.
 *
 * @throws FixInputError when it is no such URL. No part of the text is repeated: it may hold a password.
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const url = URL.parse(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw notPostgres();
  const host = url.searchParams.get('host') ?? (url.hostname || 'localhost');
  const database = url.pathname.slice(1);
  if (database === '') throw notPostgres();
  const port = url.port || url.searchParams.get('port') || '5432';
  return {
    config: { connectionString: text },
    label: `${host}:${port}/${decodeURIComponent(database)}`,
  };
}

function notPostgres(): FixInputError {
  return new FixInputError('DATABASE_URL is not the address of a PostgreSQL database.', {
    code: 'database_url_invalid',
    hint: 'Write postgres://USER:PASSWORD@HOST:5432/DATABASE, with special characters of the password percent-encoded, or unset it to keep the state in the data folder.',
  });
}
