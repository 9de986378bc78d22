import type { Json } from './json.ts';

/**
 * What we know of every document of every scope: versions, hashes, failures, suspicions.
 *
 * What an implementer owes: `commit` is atomic and durable when it resolves, rows and scope state
 * together; a reader sees a whole commit or none of it; `rows` streams and tolerates commits while
 * it runs. If the state could be ahead of its rows, a crash would skip documents for ever.
 */
export interface Ledger {
  /** The scope's state, or undefined before its first commit. */
  state(scope: ScopeKey): Promise<ScopeState | undefined>;
  row(scope: ScopeKey, documentId: string): Promise<LedgerRow | undefined>;
  rows(scope: ScopeKey, filter?: RowFilter): AsyncIterable<LedgerRow>;
  commit(scope: ScopeKey, batch: LedgerBatch): Promise<void>;
}

export interface ScopeKey {
  /** Destination and namespace: two destinations of one source are told apart. */
  readonly target: string;
  readonly scope: string;
}

export interface ScopeState {
  /** The last mark; undefined means: start from the beginning. */
  readonly cursor: Json | undefined;
  /** Raised at the start of each full scan; a resumed scan keeps it. */
  readonly generation: number;
  /** True between the start of a full scan and its end. */
  readonly scanning: boolean;
}

export interface LedgerRow {
  readonly documentId: string;
  readonly version: string | undefined;
  readonly signature: string;
  readonly contentHash: string;
  readonly chunkCount: number;
  readonly validators: Json | undefined;
  /** The scan in which the document was last seen, failed or skipped on purpose. */
  readonly generation: number;
  /** True once a destination gave a receipt for it. A row without is only a failure or a skip. */
  readonly delivered: boolean;
  /** Set while the document is suspected to be gone: the generation that first missed it. */
  readonly missingSince: number | undefined;
  readonly failure: LedgerFailure | undefined;
}

export interface LedgerFailure {
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

export interface RowFilter {
  /** Only rows last seen before this generation. */
  readonly seenBefore?: number;
  readonly delivered?: boolean;
  readonly failed?: boolean;
}

export interface LedgerBatch {
  readonly put?: readonly LedgerRow[];
  readonly remove?: readonly string[];
  readonly state?: ScopeState;
}
