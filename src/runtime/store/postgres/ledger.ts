import type { Ledger, LedgerRow, RowFilter } from '#core/ledger.ts';
import { toJsonText } from '../json-text.ts';
import { toLedgerRow, toScopeState } from '../ledger-row.ts';
import type { Postgres, Session } from './connect-postgres.ts';
import { hashOf } from './hash-of.ts';

const pageSize = 500;

/** Values of one statement: what a commit of thousands of rows is cut into. */
const writeSize = 1_000;

/** The ledger in a PostgreSQL database; the tables are those of `stateMigrations`. */
export function createPostgresLedger(postgres: Postgres): Ledger {
  return {
    async state(target, scope) {
      const { rows } = await postgres.executeSql(readState, [target, scope]);
      return rows[0] && toScopeState(rows[0]);
    },
    async scopes(target) {
      const { rows } = await postgres.executeSql(readScopes, [target]);
      return rows.map((row) => String(row.scope));
    },
    async row(target, documentId) {
      const { rows } = await postgres.executeSql(readRow, [target, documentId]);
      return rows[0] && toLedgerRow(rows[0]);
    },
    /** Page by page by key, not one open cursor: commits run meanwhile. */
    async *rows(target, filter = {}) {
      let after = '';
      for (;;) {
        const { rows } = await postgres.executeSql(readPage, [
          target,
          ...conditions(filter),
          after,
          pageSize,
        ]);
        for (const row of rows) yield toLedgerRow(row);
        if (rows.length < pageSize) return;
        after = String(rows.at(-1)?.document_id);
      }
    },
    async count(target, filter = {}) {
      const { rows } = await postgres.executeSql(countRows, [target, ...conditions(filter)]);
      return Number(rows[0]?.count);
    },
    async commit(target, { put = [], remove = [], state }) {
      await postgres.transaction(async (session) => {
        await writeRows(session, target, put);
        if (remove.length > 0) await session.executeSql(removeRows, [target, remove]);
        if (!state) return;
        const { scope, cursor, generation, scanning } = state;
        const flag = Number(scanning);
        const values = [target, scope, toJsonText(cursor), generation, flag];
        await session.executeSql(writeState, values);
      });
    },
  };
}

/** Of two rows of one document the last one counts; a statement may not write it twice. */
async function writeRows(
  session: Session,
  target: string,
  put: readonly LedgerRow[],
): Promise<void> {
  const rows = [...new Map(put.map((row) => [row.documentId, row])).values()];
  for (let start = 0; start < rows.length; start += writeSize) {
    const part = rows.slice(start, start + writeSize).map(toColumns);
    await session.executeSql(writePart, [target, JSON.stringify(part)]);
  }
}

function conditions(filter: RowFilter): readonly unknown[] {
  const flag = (value: boolean | undefined) => (value === undefined ? null : Number(value));
  return [
    filter.scope ?? null,
    filter.seenBefore ?? null,
    flag(filter.delivered),
    filter.failed ?? null,
    filter.gone ?? null,
  ];
}

function toColumns(row: LedgerRow) {
  return {
    document_id: row.documentId,
    scope: row.scope,
    version: row.version,
    signature: row.signature,
    content_hash: row.contentHash,
    chunk_count: row.chunkCount,
    validators: toJsonText(row.validators),
    generation: row.generation,
    delivered: Number(row.delivered),
    missing_since: row.missingSince,
    gone: row.gone,
    skip: toJsonText(row.skip),
    failure: toJsonText(row.failure),
  };
}

const readState = `
  SELECT cursor, generation, scanning FROM twigkit.ledger_scope WHERE target = $1 AND scope = $2`;

const writeState = `
  INSERT INTO twigkit.ledger_scope (target, scope, cursor, generation, scanning)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (target, scope) DO UPDATE SET
    cursor = excluded.cursor, generation = excluded.generation, scanning = excluded.scanning`;

const readScopes = `
  SELECT DISTINCT scope FROM twigkit.ledger_row WHERE target = $1 ORDER BY scope`;

const columns = `document_id, scope, version, signature, content_hash, chunk_count, validators,
  generation, delivered, missing_since, gone, skip, failure`;

const readRow = `
  SELECT ${columns} FROM twigkit.ledger_row WHERE target = $1 AND document_hash = ${hashOf('$2')}`;

/** A null leaves its condition out. */
const matching = `
  target = $1
  AND ($2::text IS NULL OR scope = $2) AND ($3::bigint IS NULL OR generation < $3)
  AND ($4::smallint IS NULL OR delivered = $4)
  AND ($5::boolean IS NULL OR (failure IS NOT NULL) = $5)
  AND ($6::boolean IS NULL OR (gone IS NOT NULL) = $6)`;

const readPage = `
  SELECT ${columns} FROM twigkit.ledger_row
  WHERE ${matching} AND (left(document_id, 200), document_id) > (left($7, 200), $7)
  ORDER BY left(document_id, 200), document_id LIMIT $8`;

const countRows = `SELECT count(*) AS count FROM twigkit.ledger_row WHERE ${matching}`;

const writePart = `
  INSERT INTO twigkit.ledger_row (target, document_hash, ${columns})
  SELECT $1, ${hashOf('document_id')}, ${columns} FROM json_to_recordset($2::json) AS part (
    document_id text, scope text, version text, signature text, content_hash text,
    chunk_count bigint, validators text, generation bigint, delivered smallint,
    missing_since bigint, gone text, skip text, failure text)
  ON CONFLICT (target, document_hash) DO UPDATE SET
    scope = excluded.scope, version = excluded.version, signature = excluded.signature,
    content_hash = excluded.content_hash, chunk_count = excluded.chunk_count,
    validators = excluded.validators, generation = excluded.generation,
    delivered = excluded.delivered, missing_since = excluded.missing_since,
    gone = excluded.gone, skip = excluded.skip, failure = excluded.failure`;

const removeRows = `
  DELETE FROM twigkit.ledger_row WHERE target = $1 AND document_hash IN (
    SELECT ${hashOf('gone')} FROM unnest($2::text[]) AS gone)`;
