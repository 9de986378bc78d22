import type { Notebook } from '#kit';

/**
 * Whether two whole listings are due, kept until the first began: what is noted of a folder would hide
 * from a run that follows a broken one that the folder is gone.
 */
export interface Demands {
  /** @param listing the number of the last whole listing; the next one has another. */
  note(listing: number): Promise<void>;
  isUnmet(listing: number): Promise<boolean>;
  forget(): Promise<void>;
}

export function createDemands(notebook: Notebook, scopeId: string): Demands {
  const key = `demand/${scopeId}`;
  return {
    note: (listing) => notebook.write({ put: [{ key, value: listing }] }),
    isUnmet: async (listing) => (await notebook.get(key)) === listing,
    forget: () => notebook.write({ remove: [key] }),
  };
}
