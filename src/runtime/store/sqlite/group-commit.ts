import { RetryError } from '#core/errors.ts';
import type { Sql } from '#core/sql.ts';
import { asError } from '#util/as-error.ts';

/** Runs `work` inside a transaction that it shares with others; resolves once that is durable. */
export type GroupCommit = <Result>(work: () => Result) => Promise<Result>;

interface Member {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Everything that arrives in one turn of the event loop is committed together, for what a durable
 * write costs is the flush to disk, not the statements. While one group is flushed the next gathers,
 * so groups grow with the load.
 *
 * Each work has its own savepoint: when it throws, it alone is undone and rejects with what it threw.
 * When the database itself fails, all of the group reject with RetryError. `work` must be synchronous,
 * and must not open a transaction.
 */
export function createGroupCommit(sql: Sql): GroupCommit {
  let waiting: Member[] = [];

  function commit(): void {
    const group = waiting;
    waiting = [];
    let settle: readonly (() => void)[];
    try {
      settle = sql.transaction(() => group.map((member) => attempt(sql, member)));
    } catch (cause) {
      const failed = new RetryError(`The database did not commit: ${asError(cause).message}.`, {
        code: 'store_unavailable',
        hint: 'Check that the disk is not full and that the data folder is still there.',
        cause,
      });
      settle = group.map((member) => () => member.reject(failed));
    }
    for (const tell of settle) tell();
  }

  return <Result>(work: () => Result) =>
    new Promise<Result>((resolve, reject) => {
      // `resolve` only ever gets what this very `work` returned.
      const member = { work, resolve: resolve as Member['resolve'], reject };
      waiting.push(member);
      if (waiting.length === 1) setImmediate(commit);
    });
}

/** Does one work and gives what to tell its caller after the commit. */
function attempt(sql: Sql, { work, resolve, reject }: Member): () => void {
  sql.run('SAVEPOINT member');
  try {
    const result = work();
    sql.run('RELEASE member');
    return () => resolve(result);
  } catch (error) {
    // When even this fails, the transaction is gone, and with it the group.
    sql.run('ROLLBACK TO member');
    sql.run('RELEASE member');
    return () => reject(asError(error));
  }
}
