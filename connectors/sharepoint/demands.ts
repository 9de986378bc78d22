import type { Notebook } from '#kit';
import { type Need, noNeed } from './scope-reader.ts';

/**
 * Needs for a whole listing, kept until one began: what is noted of a folder would hide from a run
 * that follows a broken one that the folder changed.
 */
export interface Demands {
  /** @param full when the last whole listing began; the next one has another time. */
  note(need: Need, full: number): Promise<void>;
  unmet(full: number): Promise<Need>;
}

export function createDemands(notebook: Notebook, scopeId: string): Demands {
  const key = `demand/${scopeId}`;
  return {
    note: ({ listings, hasOtherReaders }, full) =>
      notebook.write({ put: [{ key, value: [listings, hasOtherReaders, full] }] }),
    async unmet(full) {
      const value = await notebook.get(key);
      if (!Array.isArray(value)) return noNeed;
      const [listings, hasOtherReaders, notedAt]: readonly unknown[] = value;
      if (notedAt !== full || (listings !== 1 && listings !== 2)) return noNeed;
      return { listings, hasOtherReaders: hasOtherReaders === true };
    },
  };
}
