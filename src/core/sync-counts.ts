/** How many documents of a source met which fate; what each word means, `SyncReport` says. */
export interface SyncCounts {
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly failed: number;
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
