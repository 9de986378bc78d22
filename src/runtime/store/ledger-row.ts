import type { Json } from '#core/json.ts';
import type { LedgerRow, ScopeState } from '#core/ledger.ts';
import { fromJsonText } from './json-text.ts';

type Row = Readonly<Record<string, unknown>>;

/** A row of `ledger_row`, in either database. */
export function toLedgerRow(row: Row): LedgerRow {
  return {
    documentId: String(row.document_id),
    scope: String(row.scope),
    version: optional(row.version, String),
    signature: String(row.signature),
    contentHash: String(row.content_hash),
    chunkCount: Number(row.chunk_count),
    validators: fromJsonText<Json>(row.validators),
    generation: Number(row.generation),
    delivered: row.delivered === 1,
    missingSince: optional(row.missing_since, Number),
    gone: optional(row.gone, String),
    skip: fromJsonText(row.skip),
    failure: fromJsonText(row.failure),
  };
}

/** A row of `ledger_scope`, in either database. */
export function toScopeState(row: Row): ScopeState {
  return {
    cursor: fromJsonText<Json>(row.cursor),
    generation: Number(row.generation),
    scanning: row.scanning === 1,
  };
}

function optional<Value>(value: unknown, read: (value: unknown) => Value): Value | undefined {
  return value === null || value === undefined ? undefined : read(value);
}
