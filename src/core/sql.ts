/**
 * One embedded database, as the rooms that own tables see it. Values are text, integers (instants
 * are epoch milliseconds), floats, bytes and null; JSON is text, a flag is 0 or 1.
 *
 * The implementer owes: statements are prepared once and kept; `transaction` is atomic, durable when
 * it returns, and takes the write lock at its start, so that it never fails half-way for a lock;
 * `snapshot` lets everything that is read within it see one state of the database, whatever is written
 * meanwhile; it takes no lock, writes nothing, and does not nest.
 */
export interface Sql {
  all(statement: string, ...values: readonly SqlValue[]): SqlRow[];
  get(statement: string, ...values: readonly SqlValue[]): SqlRow | undefined;
  /** How many rows changed. */
  run(statement: string, ...values: readonly SqlValue[]): number;
  iterate(statement: string, ...values: readonly SqlValue[]): Iterable<SqlRow>;
  transaction<Result>(work: () => Result): Result;
  snapshot<Result>(work: () => Result): Result;
  close(): void;
}

export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/** One step of a schema, applied once, in order, each in its own transaction. */
export interface Migration {
  /** Counts from 1 without gaps. */
  readonly version: number;
  readonly statements: string;
}
