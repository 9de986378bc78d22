/** How many documents of a source met which fate. */
export interface SyncCounts {
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly failed: number;
  /** Removals that wait for proof or were stopped by the delete guard. */
  readonly held: number;
}

/** Of a sync in which nothing has happened yet. */
export const noCounts: SyncCounts = {
  added: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  held: 0,
};
