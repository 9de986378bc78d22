import { type Clock, systemClock } from '#core/clock.ts';
import type { Json } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import type { Sql, SqlRow } from '#core/sql.ts';
import { type TurnOptions, type TurnStore, takeTurn } from '../take-turn.ts';

const pageSize = 500;

const readEntry = 'SELECT value FROM notebook_entry WHERE owner = ? AND key = ?';

const readPage = `
  SELECT key, value FROM notebook_entry
  WHERE owner = ? AND key >= ? AND key > ? AND key < ?
  ORDER BY key LIMIT ${pageSize}`;

const writeEntry = 'INSERT OR REPLACE INTO notebook_entry (owner, key, value) VALUES (?, ?, ?)';

const removeEntry = 'DELETE FROM notebook_entry WHERE owner = ? AND key = ?';

const removeRange = 'DELETE FROM notebook_entry WHERE owner = ? AND key >= ? AND key < ?';

const takeFreeTurn = `
  INSERT INTO notebook_turn (owner, name, holder, until) VALUES (?, ?, ?, ?)
  ON CONFLICT (owner, name) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE notebook_turn.until <= ?`;

const prolongTurn =
  'UPDATE notebook_turn SET until = ? WHERE owner = ? AND name = ? AND holder = ?';

const releaseTurn = 'DELETE FROM notebook_turn WHERE owner = ? AND name = ? AND holder = ?';

/** One owner's notebook in `state.db`; the tables are those of `stateMigrations`. */
export function createSqliteNotebook(
  sql: Sql,
  owner: string,
  turns: Partial<TurnOptions> = {},
): Notebook {
  const clock: Clock = turns.clock ?? systemClock;
  return {
    async get(key) {
      const found = sql.get(readEntry, owner, key);
      return found && keptValue(found);
    },
    /** Page by page by key, not one open cursor: writes come meanwhile. */
    async *entries(prefix) {
      let after = '';
      for (;;) {
        const page = sql.all(readPage, owner, prefix, after, endOf(prefix));
        for (const row of page) yield { key: String(row.key), value: keptValue(row) };
        if (page.length < pageSize) return;
        after = String(page.at(-1)?.key);
      }
    },
    async write({ put = [], remove = [] }) {
      sql.transaction(() => {
        for (const key of remove) sql.run(removeEntry, owner, key);
        for (const { key, value } of put) sql.run(writeEntry, owner, key, JSON.stringify(value));
      });
    },
    async clear(prefix) {
      sql.run(removeRange, owner, prefix, endOf(prefix));
    },
    exclusively: (name, work, signal) =>
      takeTurn(turnStore(sql, owner), name, work, signal, { ...turns, clock }),
  };
}

/** Above every key that begins so: keys are compared by code point, and this is the highest. */
const endOf = (prefix: string) => `${prefix}\u{10FFFF}`;

function turnStore(sql: Sql, owner: string): TurnStore {
  return {
    take: async (name, holder, now, until) =>
      sql.transaction(() => sql.run(takeFreeTurn, owner, name, holder, until, now)) === 1,
    prolong: async (name, holder, until) => sql.run(prolongTurn, until, owner, name, holder) === 1,
    async release(name, holder) {
      sql.run(releaseTurn, owner, name, holder);
    },
  };
}

function keptValue(row: SqlRow): Json {
  // What is kept was made by JSON.stringify from Json.
  return JSON.parse(String(row.value)) as Json;
}
