import type { SkipReason } from './document.ts';
import type { Json } from './json.ts';

/**
 * What we know of every document of a target: versions, hashes, failures, suspicions. A target is a
 * destination and a namespace, so that two destinations of one source are told apart. Document ids
 * are unique within a target; a row belongs to the scope that saw its document last, so that a
 * document that moves from one scope to another is not deleted by the first.
 *
 * What an implementer owes: `commit` is atomic and durable when it resolves, rows and scope state
 * together; a reader sees a whole commit or none of it; `rows` streams and tolerates commits while
 * it runs. If the state could be ahead of its rows, a crash would skip documents for ever.
 */
export interface Ledger {
  /** The scope's state, or undefined before its first commit. */
  state(target: string, scope: string): Promise<ScopeState | undefined>;
  /** The scopes that own a row. */
  scopes(target: string): Promise<readonly string[]>;
  row(target: string, documentId: string): Promise<LedgerRow | undefined>;
  /** In an order that does not change from run to run. */
  rows(target: string, filter?: RowFilter): AsyncIterable<LedgerRow>;
  count(target: string, filter?: RowFilter): Promise<number>;
  commit(target: string, batch: LedgerBatch): Promise<void>;
}

export interface ScopeState {
  /** The last mark; undefined means: start from the beginning. */
  readonly cursor: Json | undefined;
  /** Raised at the start of each read; a read that resumes from a mark keeps it. */
  readonly generation: number;
  /** True between the start of a read and its end. */
  readonly scanning: boolean;
}

export interface LedgerRow {
  readonly documentId: string;
  /** The scope that saw the document last. */
  readonly scope: string;
  readonly version: string | undefined;
  readonly signature: string;
  readonly contentHash: string;
  readonly chunkCount: number;
  readonly validators: Json | undefined;
  /** The read of its scope in which the document was last seen, failed or skipped on purpose. */
  readonly generation: number;
  /** True once a destination gave a receipt for it. A row without is only a failure or a skip. */
  readonly delivered: boolean;
  /** Set while the document is suspected to be gone: the generation that first missed it. */
  readonly missingSince: number | undefined;
  /** The source's own word that a delivered document must go; stays until the removal has a receipt. */
  readonly gone: string | undefined;
  /** Why the document is not indexed, on purpose. With a version: its content says so. */
  readonly skip: SkipReason | undefined;
  readonly failure: LedgerFailure | undefined;
}

export interface LedgerFailure {
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

/** Every property that is given must hold. */
export interface RowFilter {
  readonly scope?: string;
  /** Only rows last seen before this generation of their scope. */
  readonly seenBefore?: number;
  readonly delivered?: boolean;
  readonly failed?: boolean;
  readonly gone?: boolean;
}

export interface LedgerBatch {
  readonly put?: readonly LedgerRow[];
  /** Document ids. */
  readonly remove?: readonly string[];
  readonly state?: ScopeState & { readonly scope: string };
}

/** What `rows` and `count` go by, for ledgers that filter in code. */
export function matchesFilter(row: LedgerRow, filter: RowFilter): boolean {
  return (
    (filter.scope === undefined || row.scope === filter.scope) &&
    (filter.seenBefore === undefined || row.generation < filter.seenBefore) &&
    (filter.delivered === undefined || row.delivered === filter.delivered) &&
    (filter.failed === undefined || (row.failure !== undefined) === filter.failed) &&
    (filter.gone === undefined || (row.gone !== undefined) === filter.gone)
  );
}
