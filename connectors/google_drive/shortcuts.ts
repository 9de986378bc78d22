import type { Notebook } from '#kit';

/** A shortcut of a scope, and what it leads to. */
export interface Shortcut {
  readonly id: string;
  readonly targetId: string;
  readonly resourceKey: string | undefined;
}

/** A document that is read only because a shortcut leads to it. */
export interface Reached {
  /** What the shortcut names: the document itself, or a folder above it. */
  readonly targetId: string;
  readonly resourceKey: string | undefined;
}

/** What is kept of shortcuts between runs: the change feed tells nothing of what they lead to. */
export interface ShortcutNotes {
  has(id: string): Promise<boolean>;
  add(shortcut: Shortcut): Promise<void>;
  remove(id: string): Promise<void>;
  all(): AsyncGenerator<Shortcut>;
  noteReached(fileId: string, reached: Reached): Promise<void>;
  reached(fileId: string): Promise<Reached | undefined>;
  forgetAll(): Promise<void>;
}

export function shortcutNotes(notebook: Notebook, scopeId: string): ShortcutNotes {
  const prefix = `shortcut/${scopeId}/`;
  const reachedPrefix = `reached/${scopeId}/`;
  return {
    has: async (id) => (await notebook.get(prefix + id)) !== undefined,
    add: ({ id, targetId, resourceKey }) =>
      notebook.write({ put: [{ key: prefix + id, value: [targetId, resourceKey ?? null] }] }),
    remove: (id) => notebook.write({ remove: [prefix + id] }),
    async *all() {
      for await (const { key, value } of notebook.entries(prefix)) {
        const pair = pairOf(value);
        if (pair) yield { id: key.slice(prefix.length), ...pair };
      }
    },
    noteReached: (fileId, { targetId, resourceKey }) =>
      notebook.write({
        put: [{ key: reachedPrefix + fileId, value: [targetId, resourceKey ?? null] }],
      }),
    reached: async (fileId) => pairOf(await notebook.get(reachedPrefix + fileId)),
    async forgetAll() {
      await notebook.clear(prefix);
      await notebook.clear(reachedPrefix);
    },
  };
}

function pairOf(value: unknown): Reached | undefined {
  if (!Array.isArray(value)) return undefined;
  const [targetId, resourceKey]: unknown[] = value;
  if (typeof targetId !== 'string') return undefined;
  return { targetId, resourceKey: typeof resourceKey === 'string' ? resourceKey : undefined };
}
