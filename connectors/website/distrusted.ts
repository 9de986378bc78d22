import * as z from 'zod';
import type { Notebook } from '#kit';

/**
 * Pages that a walk did not believe for what it knew of others. A question for one page alone cannot
 * know that: it must not believe the same text either.
 */
export interface Distrusted {
  add(url: string, textHash: string): void;
  /** Before a mark: from then on a run may ask for these pages. */
  save(): Promise<void>;
}

const prefix = 'distrusted/';
const written = z.string();

export function createDistrusted(notebook: Pick<Notebook, 'write'>): Distrusted {
  const fresh = new Map<string, string>();
  return {
    add: (url, textHash) => fresh.set(prefix + url, textHash),
    async save() {
      if (fresh.size === 0) return;
      const put = [...fresh].map(([key, value]) => ({ key, value }));
      fresh.clear();
      await notebook.write({ put });
    },
  };
}

export async function isDistrusted(
  notebook: Pick<Notebook, 'get'>,
  url: string,
  textHash: string,
): Promise<boolean> {
  return written.safeParse(await notebook.get(prefix + url)).data === textHash;
}

/** A new walk judges for itself. */
export async function forgetDistrusted(
  notebook: Pick<Notebook, 'entries' | 'clear'>,
): Promise<void> {
  for await (const _ of notebook.entries(prefix)) return notebook.clear(prefix);
}
