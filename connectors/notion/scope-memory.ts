import type { Notebook, Scope } from '#kit';

/** Ids that outlive a run. */
export interface IdSet {
  has(id: string): Promise<boolean>;
  add(id: string): Promise<void>;
  all(): AsyncGenerator<string>;
  replace(ids: ReadonlySet<string>): Promise<void>;
}

/** What a listing of everything leaves for the runs that ask for changes alone. */
export interface ScopeMemory {
  /** Whose rows are asked for. */
  readonly dataSources: IdSet;
  /** Pages that no search shows: they are asked for one by one. */
  readonly unlisted: IdSet;
}

export function scopeMemory(notebook: Notebook, scope: Scope): ScopeMemory {
  return {
    dataSources: idSet(notebook, `data-source/${scope.id}/`),
    unlisted: idSet(notebook, `unlisted/${scope.id}/`),
  };
}

/** So many are written together. */
const batchSize = 500;

function idSet(notebook: Notebook, prefix: string): IdSet {
  const all = async function* () {
    for await (const { key } of notebook.entries(prefix)) yield key.slice(prefix.length);
  };
  const entry = (id: string) => ({ key: prefix + id, value: 1 });

  return {
    all,
    has: async (id) => (await notebook.get(prefix + id)) !== undefined,
    add: (id) => notebook.write({ put: [entry(id)] }),
    async replace(ids) {
      let remove: string[] = [];
      for await (const id of all()) {
        if (ids.has(id)) continue;
        remove.push(prefix + id);
        if (remove.length < batchSize) continue;
        await notebook.write({ remove });
        remove = [];
      }
      await notebook.write({ remove });
      const every = [...ids];
      for (let at = 0; at < every.length; at += batchSize) {
        await notebook.write({ put: every.slice(at, at + batchSize).map(entry) });
      }
    },
  };
}
