import type { Json } from './json.ts';

/**
 * What a connector remembers between its runs beside the cursor: the frontier of a crawl that was
 * broken off, names it had to look up, a token that was exchanged for a newer one. A cursor is a
 * position under 64 KB; a notebook may hold a million entries.
 *
 * A notebook belongs to one source. It is a memory, not the truth: a run that starts with an empty
 * one must come to the same documents, only slower. The exception is a rotated credential, which
 * exists nowhere else; write it **before** the first request that uses it.
 *
 * What an implementer owes:
 *
 * 1. `write` is atomic and durable when it resolves.
 * 2. `entries` gives the keys of a prefix in an order that does not change from run to run, streams,
 *    and tolerates writes while it runs: an entry that was there all the time is given exactly once.
 * 3. `exclusively` lets one caller at a time work under a name, over all processes that share the
 *    store. A holder that died is passed over when its lease runs out. The work's signal is aborted
 *    when its lease was lost: two that refresh one token at once lock each other out for good.
 */
export interface Notebook {
  get(key: string): Promise<Json | undefined>;
  entries(prefix: string): AsyncIterable<NotebookEntry>;
  write(batch: NotebookBatch): Promise<void>;
  /** Forgets every entry whose key begins so; `''` forgets all. */
  clear(prefix: string): Promise<void>;
  /** Waits for its turn; rejects with the signal's reason when that is aborted first. */
  exclusively<Result>(
    name: string,
    work: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result>;
}

export interface NotebookEntry {
  /** 1 to 2,048 characters. */
  readonly key: string;
  readonly value: Json;
}

/** Removals come first: a key in both is there afterwards. */
export interface NotebookBatch {
  readonly put?: readonly NotebookEntry[];
  readonly remove?: readonly string[];
}

/** Hands out notebooks: the same owner's is the same one, others never see its entries. */
export type OpenNotebook = (owner: string) => Notebook;
