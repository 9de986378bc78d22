import type { Change } from './change.ts';
import type { JsonObject } from './json.ts';

/**
 * Where documents go. One `Delivery` is one sync of one namespace of one data source.
 *
 * What an implementer owes:
 *
 * 1. Idempotent: the same change twice leaves the same state; a repeated run does no harm.
 * 2. `add` may buffer, but a `Receipt` is given only for what is **durable** on the other side. The
 *    runner writes its ledger after receipts and never before: a receipt given too early is a
 *    document lost for ever.
 * 3. Changes become durable in the order in which they were added. The runner adds removals last.
 * 4. Nothing is removed but by a `delete` change, and never outside the namespace.
 * 5. Partial success is told: every change gets exactly one receipt, `stored`, `removed` or `refused`.
 * 6. Nothing is written when nothing was added: an unchanged source costs no write call.
 * 7. With `describes`, a `describe` change replaces title, URL, breadcrumb, readers and content hash of
 *    a document and keeps its chunks. One that is not held is never `stored`.
 */
export interface Destination {
  /** For messages: `data source "Handbook" at http://127.0.0.1:7878`. */
  readonly label: string;
  open(sync: SyncIdentity, signal: AbortSignal): Promise<Delivery>;
}

export interface SyncIdentity {
  readonly syncId: string;
  readonly namespace: string;
  /** Orders the syncs of one namespace: integer milliseconds, the start of the run. Equal is allowed. */
  readonly seq: number;
  /** Travels to the manifest: commit, ref. */
  readonly metadata: JsonObject;
}

export interface Delivery {
  /** What the destination holds in this namespace; absent when it cannot say. */
  readonly manifest?: Manifest;
  /**
   * Takes `describe`. Without it a document that only lies elsewhere now is loaded and delivered anew.
   * Known once the delivery is open.
   */
  readonly describes?: boolean;
  /** Takes one change; resolves when there is room for the next. Gives receipts that became due, often none. */
  add(change: Change, signal: AbortSignal): Promise<readonly Receipt[]>;
  /** Makes the rest durable and, when anything was written, closes the sync with its counts. */
  finish(counts: JsonObject, signal: AbortSignal): Promise<readonly Receipt[]>;
  /** How many write calls, requests and body bytes this delivery has cost so far. */
  readonly traffic: Traffic;
}

export interface Traffic {
  readonly writeCalls: number;
  readonly requests: number;
  readonly bytes: number;
}

export interface Receipt {
  readonly documentId: string;
  readonly outcome: 'stored' | 'removed' | 'refused';
  /** Beside `refused`. */
  readonly reason?: string;
}

/** What a destination holds, document by document: state that needs no cache on this side. */
export interface Manifest {
  /** The `seq` of the last sync; 0 when there was none. */
  readonly seq: number;
  documents(signal: AbortSignal): AsyncIterable<ManifestEntry>;
}

export interface ManifestEntry {
  readonly documentId: string;
  readonly version: string | undefined;
  readonly contentHash: string;
  readonly signature: string;
  readonly chunkCount: number;
  readonly url: string;
  readonly title: string;
}
