import type { PlanEntry } from './change.ts';
import type { SyncCounts } from './sync-counts.ts';

/**
 * Everything worth watching in a run, as one stream. Progress bar, log, Action summary and metrics
 * are readers of it. Events carry no secrets and no content.
 */
export type SyncEvent =
  | { readonly event: 'sync:started'; readonly source: string; readonly target: string }
  | { readonly event: 'scope:started'; readonly scope: string; readonly title: string }
  /** How many documents were announced so far, how many are through, and how many there will be where that is known. */
  | {
      readonly event: 'documents:progressed';
      readonly seen: number;
      readonly settled: number;
      readonly total: number | undefined;
    }
  /** The source lets us wait so long from now on: for its quota, its crawl delay, or before another try. */
  | { readonly event: 'source:waiting'; readonly durationMs: number }
  | { readonly event: 'document:planned'; readonly entry: PlanEntry }
  | {
      readonly event: 'document:failed';
      readonly documentId: string | undefined;
      /** As in `PlanEntry`. */
      readonly title?: string;
      readonly code: string;
      readonly message: string;
      readonly hint: string | undefined;
    }
  | { readonly event: 'deletions:held'; readonly count: number; readonly reason: string }
  /** A limit of the configuration kept a scope from being read whole. Nothing failed. */
  | { readonly event: 'scope:limited'; readonly scope: string; readonly reason: string }
  /** What a person should know of how a scope was read. Nothing failed. */
  | { readonly event: 'scope:noted'; readonly scope: string; readonly message: string }
  /** At the end of a run: a kind of thing that documents show in the source and that was not read. */
  | {
      readonly event: 'content:lost';
      readonly what: string;
      /** Among the documents that this run loaded. */
      readonly documentCount: number;
      /** One of them. */
      readonly documentId: string;
      /** Of that one, as in `PlanEntry`. */
      readonly title?: string;
    }
  /** What a person should know of the way in which documents are delivered. */
  | { readonly event: 'delivery:noted'; readonly message: string }
  | { readonly event: 'changes:delivered'; readonly stored: number; readonly removed: number }
  | {
      readonly event: 'scope:failed';
      readonly scope: string;
      readonly code: string;
      readonly message: string;
      readonly hint: string | undefined;
    }
  /** The time budget was spent before the scope was read to its end: run again. */
  | { readonly event: 'scope:cut'; readonly scope: string }
  | { readonly event: 'sync:finished'; readonly source: string; readonly report: SyncReport };

/** What came of a sync. `--json` prints these in snake_case, without `complete`: the exit code tells it. */
export interface SyncReport extends SyncCounts {
  /** Documents in the source now, as far as this run saw. */
  readonly documents: number;
  /** Chunks of the documents that were added, updated or left unchanged. */
  readonly chunks: number;
  readonly writeCalls: number;
  readonly requests: number;
  readonly bytes: number;
  readonly seconds: number;
  /** False when a document or a scope failed, or time ran out: run again. */
  readonly complete: boolean;
}

export type Emit = (event: SyncEvent) => void;
