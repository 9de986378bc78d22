import type { Ledger, LedgerRow, RowFilter, ScopeState } from '#core/ledger.ts';

const rowsPerCommit = 500;

/**
 * The ledger of one target, written in batches: many small commits would cost a disk flush each.
 * Reads see what is still in the buffer.
 */
export interface Book {
  row(documentId: string): Promise<LedgerRow | undefined>;
  rows(filter: RowFilter): AsyncIterable<LedgerRow>;
  count(filter: RowFilter): Promise<number>;
  state(scope: string): Promise<ScopeState | undefined>;
  scopes(): Promise<readonly string[]>;
  put(row: LedgerRow): Promise<void>;
  remove(documentId: string): Promise<void>;
  /** Commits the buffer, together with a scope's state when one is given. */
  flush(state?: ScopeState & { readonly scope: string }): Promise<void>;
}

export function createBook(ledger: Ledger, target: string): Book {
  /** Null: to be removed. */
  const buffer = new Map<string, LedgerRow | null>();

  const flush: Book['flush'] = async (state) => {
    if (buffer.size === 0 && !state) return;
    const writing = [...buffer];
    const put: LedgerRow[] = [];
    const remove: string[] = [];
    for (const [documentId, row] of writing) {
      if (row) put.push(row);
      else remove.push(documentId);
    }
    await ledger.commit(target, { put, remove, ...(state && { state }) });
    // What came while the commit ran stays.
    for (const [documentId, row] of writing) {
      if (buffer.get(documentId) === row) buffer.delete(documentId);
    }
  };

  const write = async (documentId: string, row: LedgerRow | null) => {
    buffer.set(documentId, row);
    if (buffer.size >= rowsPerCommit) await flush();
  };

  return {
    async row(documentId) {
      const buffered = buffer.get(documentId);
      return buffered === undefined ? ledger.row(target, documentId) : (buffered ?? undefined);
    },
    async *rows(filter) {
      await flush();
      yield* ledger.rows(target, filter);
    },
    async count(filter) {
      await flush();
      return ledger.count(target, filter);
    },
    state: (scope) => ledger.state(target, scope),
    async scopes() {
      await flush();
      return ledger.scopes(target);
    },
    put: (row) => write(row.documentId, row),
    remove: (documentId) => write(documentId, null),
    flush,
  };
}
