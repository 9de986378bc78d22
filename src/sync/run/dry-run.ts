import { changedDocument } from '#core/change.ts';
import type { Delivery } from '#core/destination.ts';
import type { Emit } from '#core/events.ts';
import { type Ledger, type LedgerRow, matchesFilter, type ScopeState } from '#core/ledger.ts';

/** Gives a receipt for everything and writes nothing; the manifest is the real one. */
export function dryDelivery(delivery: Delivery): Delivery {
  return {
    ...(delivery.manifest && { manifest: delivery.manifest }),
    ...(delivery.describes && { describes: true }),
    add: async (change) => [
      {
        documentId: changedDocument(change),
        outcome: change.do === 'delete' ? 'removed' : 'stored',
      },
    ],
    finish: async () => [],
    get traffic() {
      return delivery.traffic;
    },
  };
}

/** Reads through to a ledger and keeps what is committed in memory, for one target and one run. */
export function dryLedger(ledger: Ledger): Ledger {
  /** Null: removed. */
  const rows = new Map<string, LedgerRow | null>();
  const states = new Map<string, ScopeState>();

  async function* allRows(target: string): AsyncGenerator<LedgerRow> {
    const inLedger = new Set<string>();
    for await (const row of ledger.rows(target)) {
      if (rows.has(row.documentId)) inLedger.add(row.documentId);
      const now = rows.get(row.documentId);
      if (now !== null) yield now ?? row;
    }
    for (const row of [...rows.values()]) {
      if (row && !inLedger.has(row.documentId)) yield row;
    }
  }

  async function* matching(...[target, filter = {}]: Parameters<Ledger['rows']>) {
    for await (const row of allRows(target)) if (matchesFilter(row, filter)) yield row;
  }

  return {
    state: async (target, scope) => states.get(scope) ?? ledger.state(target, scope),
    async scopes(target) {
      const scopes = new Set<string>();
      for await (const row of allRows(target)) scopes.add(row.scope);
      return [...scopes].sort();
    },
    async row(target, documentId) {
      const row = rows.get(documentId);
      return row === undefined ? ledger.row(target, documentId) : (row ?? undefined);
    },
    rows: matching,
    async count(target, filter) {
      let count = 0;
      for await (const _ of matching(target, filter)) count += 1;
      return count;
    },
    async commit(_target, { put = [], remove = [], state }) {
      for (const row of put) rows.set(row.documentId, row);
      for (const documentId of remove) rows.set(documentId, null);
      if (state) states.set(state.scope, state);
    },
  };
}

/** Nothing was delivered, whatever the receipts say. */
export function dryEmit(emit: Emit): Emit {
  return (event) => {
    if (event.event !== 'changes:delivered') emit(event);
  };
}
