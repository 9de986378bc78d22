import type { Ledger, LedgerRow, RowFilter } from '#core/ledger.ts';
import type { Sql, SqlValue } from '#core/sql.ts';
import { toJsonText } from '../json-text.ts';
import { toLedgerRow, toScopeState } from '../ledger-row.ts';

const pageSize = 500;

const readState =
  'SELECT cursor, generation, scanning FROM ledger_scope WHERE target = ? AND scope = ?';

const writeState = `
  INSERT INTO ledger_scope (target, scope, cursor, generation, scanning) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (target, scope) DO UPDATE SET
    cursor = excluded.cursor, generation = excluded.generation, scanning = excluded.scanning`;

const readScopes = 'SELECT DISTINCT scope FROM ledger_row WHERE target = ? ORDER BY scope';

const columns = `document_id, scope, version, signature, content_hash, chunk_count, validators,
  generation, delivered, missing_since, gone, skip, failure`;

const readRow = `SELECT ${columns} FROM ledger_row WHERE target = ? AND document_id = ?`;

/** A null leaves its condition out. */
const matching = `
  scope = coalesce(?, scope) AND generation < coalesce(?, 9223372036854775807)
  AND delivered = coalesce(?, delivered)
  AND (failure IS NOT NULL) = coalesce(?, failure IS NOT NULL)
  AND (gone IS NOT NULL) = coalesce(?, gone IS NOT NULL)`;

const readPage = `
  SELECT ${columns} FROM ledger_row
  WHERE target = ? AND document_id > ? AND ${matching}
  ORDER BY document_id LIMIT ${pageSize}`;

const countRows = `SELECT count(*) AS count FROM ledger_row WHERE target = ? AND ${matching}`;

const writeRow = `
  INSERT OR REPLACE INTO ledger_row (target, ${columns})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const removeRow = 'DELETE FROM ledger_row WHERE target = ? AND document_id = ?';

/** The ledger in `state.db`; the tables are those of `stateMigrations`. */
export function createSqliteLedger(sql: Sql): Ledger {
  return {
    async state(target, scope) {
      const found = sql.get(readState, target, scope);
      return found && toScopeState(found);
    },
    async scopes(target) {
      return sql.all(readScopes, target).map((row) => String(row.scope));
    },
    async row(target, documentId) {
      const found = sql.get(readRow, target, documentId);
      return found && toLedgerRow(found);
    },
    /** Page by page by key, not one open cursor: commits run meanwhile. */
    async *rows(target, filter = {}) {
      let after = '';
      for (;;) {
        const page = sql.all(readPage, target, after, ...conditions(filter));
        for (const row of page) yield toLedgerRow(row);
        if (page.length < pageSize) return;
        after = String(page.at(-1)?.document_id);
      }
    },
    async count(target, filter = {}) {
      return Number(sql.get(countRows, target, ...conditions(filter))?.count);
    },
    async commit(target, { put = [], remove = [], state }) {
      sql.transaction(() => {
        for (const row of put) sql.run(writeRow, target, ...toValues(row));
        for (const documentId of remove) sql.run(removeRow, target, documentId);
        if (!state) return;
        const { scope, cursor, generation, scanning } = state;
        sql.run(writeState, target, scope, toJsonText(cursor), generation, Number(scanning));
      });
    },
  };
}

function conditions(filter: RowFilter): readonly SqlValue[] {
  const flag = (value: boolean | undefined) => (value === undefined ? null : Number(value));
  return [
    filter.scope ?? null,
    filter.seenBefore ?? null,
    flag(filter.delivered),
    flag(filter.failed),
    flag(filter.gone),
  ];
}

function toValues(row: LedgerRow): readonly SqlValue[] {
  return [
    row.documentId,
    row.scope,
    row.version ?? null,
    row.signature,
    row.contentHash,
    row.chunkCount,
    toJsonText(row.validators),
    row.generation,
    Number(row.delivered),
    row.missingSince ?? null,
    row.gone ?? null,
    toJsonText(row.skip),
    toJsonText(row.failure),
  ];
}
