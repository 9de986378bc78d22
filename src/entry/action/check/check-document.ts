import type { Chunk } from '#core/chunk.ts';

/** A document of one of the two trees, converted. */
export interface CheckDocument {
  readonly id: string;
  /** From the root of the work tree. */
  readonly path: string;
  readonly title: string;
  /** Undefined where no published address is configured. */
  readonly url: string | undefined;
  readonly contentHash: string;
  readonly chunks: readonly Chunk[];
}

/** One document in both trees. */
export interface DocumentPair {
  readonly id: string;
  /** Undefined where the tree does not have it, leaves it out, or it cannot be read. */
  readonly base: CheckDocument | undefined;
  readonly head: CheckDocument | undefined;
  /** Why the head's version cannot be read; undefined when it can. */
  readonly problem: { readonly message: string; readonly hint: string | undefined } | undefined;
  /** True when the head has the file and no document is made of it, rightly: a draft, an empty page. */
  readonly isLeftOut: boolean;
}

/** Whether a reader could notice a difference. */
export function isSame({ base, head }: Pick<DocumentPair, 'base' | 'head'>): boolean {
  return base === head || (base?.contentHash === head?.contentHash && base !== undefined);
}
