import { type Ledger, type LedgerRow, matchesFilter, type ScopeState } from '#core/ledger.ts';

interface Target {
  readonly states: Map<string, ScopeState>;
  readonly rows: Map<string, LedgerRow>;
}

/**
 * A ledger that forgets everything when the process ends: for tests, and for runs that trust the
 * destination's manifest alone.
 */
export function createMemoryLedger(): Ledger {
  const targets = new Map<string, Target>();
  const open = (name: string): Target => {
    const known = targets.get(name);
    if (known) return known;
    const made: Target = { states: new Map(), rows: new Map() };
    targets.set(name, made);
    return made;
  };
  return {
    state: async (target, scope) => open(target).states.get(scope),
    async scopes(target) {
      return [
        ...new Set(
          open(target)
            .rows.values()
            .map((row) => row.scope),
        ),
      ].sort();
    },
    row: async (target, documentId) => open(target).rows.get(documentId),
    async *rows(target, filter = {}) {
      const { rows } = open(target);
      // Looked up again at each step: a commit may have come between.
      for (const documentId of [...rows.keys()].sort()) {
        const row = rows.get(documentId);
        if (row && matchesFilter(row, filter)) yield row;
      }
    },
    async count(target, filter = {}) {
      let count = 0;
      for (const row of open(target).rows.values()) if (matchesFilter(row, filter)) count += 1;
      return count;
    },
    async commit(target, { put = [], remove = [], state }) {
      const { rows, states } = open(target);
      for (const row of put) rows.set(row.documentId, row);
      for (const documentId of remove) rows.delete(documentId);
      if (state) {
        const { scope, ...rest } = state;
        states.set(scope, rest);
      }
    },
  };
}
