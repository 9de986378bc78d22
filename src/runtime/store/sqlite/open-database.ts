import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StopRunError } from '#core/errors.ts';
import type { Migration, Sql, SqlRow, SqlValue } from '#core/sql.ts';

export interface DatabaseOptions {
  /** A path, whose folder is made when missing, or `:memory:`. */
  readonly path: string;
  readonly migrations: readonly Migration[];
  /** Opens for reading only; the file must exist and be migrated. Default false. */
  readonly readOnly?: boolean;
}

/**
 * Opens a SQLite database that survives power loss: WAL, `synchronous=FULL`. Brings its schema to
 * the newest migration. Close it when done.
 *
 * @throws StopRunError when the file is not a database, was written by a newer twigkit, or cannot be opened.
 */
export function openDatabase({ path, migrations, readOnly = false }: DatabaseOptions): Sql {
  try {
    if (path !== ':memory:' && !readOnly) mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path, { readOnly });
    database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON;');
    if (!readOnly) database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const sql = wrap(database, path);
    if (!readOnly) migrate(sql, database, migrations, path);
    return sql;
  } catch (cause) {
    if (cause instanceof StopRunError) throw cause;
    throw new StopRunError(`The database ${path} cannot be opened: ${messageOf(cause)}.`, {
      code: 'database_unusable',
      hint: 'Check that the folder is writable and the disk is not full, or name another one with --data.',
      cause,
    });
  }
}

function wrap(database: DatabaseSync, path: string): Sql {
  const prepared = new Map<string, StatementSync>();
  const statement = (text: string) => {
    const known = prepared.get(text);
    if (known) return known;
    const made = database.prepare(text);
    prepared.set(text, made);
    return made;
  };
  let depth = 0;
  const within = <Result>(begin: string, work: () => Result): Result => {
    if (depth > 0) throw new Error('Transactions do not nest.');
    depth += 1;
    try {
      database.exec(begin);
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw explained(error, path);
    } finally {
      depth -= 1;
    }
  };
  return {
    all: (text, ...values) => statement(text).all(...values) as SqlRow[],
    get: (text, ...values) => statement(text).get(...values) as SqlRow | undefined,
    run(text, ...values) {
      try {
        return Number(statement(text).run(...values).changes);
      } catch (error) {
        throw explained(error, path);
      }
    },
    // A statement that is being iterated cannot be run again, so each iteration has its own.
    iterate: (text, ...values) =>
      database.prepare(text).iterate(...(values as SqlValue[])) as Iterable<SqlRow>,
    transaction: (work) => within('BEGIN IMMEDIATE', work),
    snapshot: (work) => within('BEGIN', work),
    close() {
      prepared.clear();
      if (database.isOpen) database.close();
    },
  };
}

function migrate(
  sql: Sql,
  database: DatabaseSync,
  migrations: readonly Migration[],
  path: string,
): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const current = () => Number(sql.get('PRAGMA user_version')?.user_version ?? 0);
  if (current() > newest) {
    throw new StopRunError(`The database ${path} was written by a newer version of twigkit.`, {
      code: 'database_newer',
      hint: 'Update twigkit, or name another data folder with --data.',
    });
  }
  for (const migration of migrations) {
    sql.transaction(() => {
      // Read inside the transaction: another process may be migrating too.
      if (current() >= migration.version) return;
      database.exec(migration.statements);
      database.exec(`PRAGMA user_version = ${migration.version}`);
    });
  }
}

/** The first byte of SQLite's result code for a disk, or a limit, that is full. */
const sqliteFull = 13;

/** What a person can mend is told as such. */
function explained(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  if (typeof code !== 'number' || (code & 0xff) !== sqliteFull) return error;
  return new StopRunError(`The disk that holds ${path} is full.`, {
    code: 'disk_full',
    hint: 'Make room on it, or name a data folder elsewhere with --data, and run again: what was written is whole.',
    cause: error,
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
