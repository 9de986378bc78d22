import { type Clock, systemClock } from '#core/clock.ts';
import type { Json } from '#core/json.ts';
import type { Notebook, NotebookEntry } from '#core/notebook.ts';
import { type TurnOptions, type TurnStore, takeTurn } from '../take-turn.ts';
import type { Postgres, Row, Session } from './connect-postgres.ts';
import { hashOf } from './hash-of.ts';

const pageSize = 500;

/** Entries of one statement. */
const writeSize = 1_000;

/** One owner's notebook in a PostgreSQL database; the tables are those of `stateMigrations`. */
export function createPostgresNotebook(
  postgres: Postgres,
  owner: string,
  turns: Partial<TurnOptions> = {},
): Notebook {
  const clock: Clock = turns.clock ?? systemClock;
  return {
    async get(key) {
      const { rows } = await postgres.executeSql(readEntry, [owner, key]);
      return rows[0] && keptValue(rows[0]);
    },
    /** Page by page by key, not one open cursor: writes come meanwhile. */
    async *entries(prefix) {
      let after = '';
      for (;;) {
        const values = [owner, prefix, endOf(prefix), after, pageSize];
        const { rows } = await postgres.executeSql(readPage, values);
        for (const row of rows) yield { key: String(row.key), value: keptValue(row) };
        if (rows.length < pageSize) return;
        after = String(rows.at(-1)?.key);
      }
    },
    async write({ put = [], remove = [] }) {
      const texts = new Map(put.map(({ key, value }) => [key, JSON.stringify(value)]));
      await postgres.transaction(async (session) => {
        if (remove.length > 0) await session.executeSql(removeEntries, [owner, remove]);
        await writeEntries(session, owner, [...texts]);
      });
    },
    async clear(prefix) {
      await postgres.executeSql(removeRange, [owner, prefix, endOf(prefix)]);
    },
    exclusively: (name, work, signal) =>
      takeTurn(turnStore(postgres, owner), name, work, signal, { ...turns, clock }),
  };
}

/** A statement may not write one entry twice, hence the map that they come from. */
async function writeEntries(
  session: Session,
  owner: string,
  entries: readonly (readonly [key: NotebookEntry['key'], text: string])[],
): Promise<void> {
  for (let start = 0; start < entries.length; start += writeSize) {
    const part = entries.slice(start, start + writeSize);
    const values = [owner, part.map(([key]) => key), part.map(([, text]) => text)];
    await session.executeSql(writePart, values);
  }
}

/** Above every key that begins so: keys are compared by code point, and this is the highest. */
const endOf = (prefix: string) => `${prefix}\u{10FFFF}`;

function turnStore(postgres: Postgres, owner: string): TurnStore {
  const changesOne = async (statement: string, values: readonly unknown[]) =>
    (await postgres.executeSql(statement, values)).rows.length === 1;
  return {
    take: (name, holder, now, until) => changesOne(takeFreeTurn, [owner, name, holder, until, now]),
    prolong: (name, holder, until) => changesOne(prolongTurn, [owner, name, holder, until]),
    async release(name, holder) {
      await postgres.executeSql(releaseTurn, [owner, name, holder]);
    },
  };
}

function keptValue(row: Row): Json {
  // What is kept was made by JSON.stringify from Json.
  return JSON.parse(String(row.value)) as Json;
}

const readEntry = `
  SELECT value FROM twigkit.notebook_entry WHERE owner = $1 AND key_hash = ${hashOf('$2')}`;

/** The beginnings are what the index knows; the whole keys decide. */
const inRange = `
  owner = $1 AND left(key, 200) >= left($2, 200) AND left(key, 200) <= left($3, 200)
  AND key >= $2 AND key < $3`;

const readPage = `
  SELECT key, value FROM twigkit.notebook_entry
  WHERE ${inRange} AND (left(key, 200), key) > (left($4, 200), $4)
  ORDER BY left(key, 200), key LIMIT $5`;

const writePart = `
  INSERT INTO twigkit.notebook_entry (owner, key_hash, key, value)
  SELECT $1, ${hashOf('key')}, key, value FROM unnest($2::text[], $3::text[]) AS part (key, value)
  ON CONFLICT (owner, key_hash) DO UPDATE SET value = excluded.value`;

const removeEntries = `
  DELETE FROM twigkit.notebook_entry WHERE owner = $1 AND key_hash IN (
    SELECT ${hashOf('gone')} FROM unnest($2::text[]) AS gone)`;

const removeRange = `DELETE FROM twigkit.notebook_entry WHERE ${inRange}`;

const takeFreeTurn = `
  INSERT INTO twigkit.notebook_turn (owner, name, holder, until) VALUES ($1, $2, $3, $4)
  ON CONFLICT (owner, name) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE notebook_turn.until <= $5 RETURNING name`;

const prolongTurn = `
  UPDATE twigkit.notebook_turn SET until = $4
  WHERE owner = $1 AND name = $2 AND holder = $3 RETURNING name`;

const releaseTurn = `
  DELETE FROM twigkit.notebook_turn WHERE owner = $1 AND name = $2 AND holder = $3`;
