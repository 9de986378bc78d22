import { type Clock, type Notebook, SkipDocumentError } from '#kit';
import type { ConfluenceApi } from './api.ts';

/** Names of people, asked for once. */
export interface People {
  nameOf(id: string): string | undefined;
  /** Learns the names of those of whom it is not known yet. */
  meet(ids: Iterable<string>, signal: AbortSignal): Promise<void>;
}

/** Names are remembered between runs, and asked for again after a month: people marry. */
const keptMs = 30 * 24 * 3_600_000;

/** Names of people by their ids. Without the permission to see them, nobody has one. */
export function createPeople(
  api: Pick<ConfluenceApi, 'names'>,
  { notebook, clock }: { readonly notebook: Notebook; readonly clock: Clock },
): People {
  const names = new Map<string, string | undefined>();
  const keyOf = (id: string) => `person:${id}`;
  return {
    nameOf: (id) => names.get(id),
    async meet(ids, signal) {
      const strangers: string[] = [];
      for (const id of new Set(ids)) {
        if (names.has(id) || id === '') continue;
        const noted = await notebook.get(keyOf(id));
        const [name, at] = Array.isArray(noted) ? noted : [];
        if (typeof name === 'string' && Number(at) + keptMs > clock.now()) names.set(id, name);
        else strangers.push(id);
      }
      if (strangers.length === 0) return;
      const found = await api.names(strangers, signal).catch(refusedIsNobody);
      for (const id of strangers) names.set(id, found.get(id));
      const put = [...found].map(([id, name]) => ({ key: keyOf(id), value: [name, clock.now()] }));
      await notebook.write({ put });
    },
  };
}

function refusedIsNobody(error: unknown): ReadonlyMap<string, string> {
  if (error instanceof SkipDocumentError && error.code === 'forbidden') return new Map();
  throw error;
}
