import type { Chunk } from './chunk.ts';
import type { DeliveredDocument, DocumentDescription } from './document.ts';

/** One thing that a destination is asked to do. */
export type Change =
  | {
      readonly do: 'upsert';
      readonly document: DeliveredDocument;
      readonly chunks: readonly Chunk[];
    }
  /** Asked only of a delivery that `describes`, for a document that it holds. */
  | { readonly do: 'describe'; readonly description: DocumentDescription }
  | { readonly do: 'delete'; readonly documentId: string };

/** Which document a change is about. */
export function changedDocument(change: Change): string {
  switch (change.do) {
    case 'upsert':
      return change.document.id;
    case 'describe':
      return change.description.id;
    case 'delete':
      return change.documentId;
  }
}

/** One row of the plan: what a run will do with one document, and why. The dry run prints these. */
export interface PlanEntry {
  readonly documentId: string;
  readonly action: PlanAction;
  /** For people: `new`, `changed`, `not in commit 1a2b3c4`, `binary`. */
  readonly reason: string;
  /** What people call it, where the id does not say so and everyone may read it. */
  readonly title?: string;
  /** Of a `skip`: the code of its reason, `draft` or `too_large`. */
  readonly skipCode?: string;
}

/**
 * `hold` is a removal that is not allowed yet or at all: its proof is missing or the delete guard
 * stopped it. `fail` keeps the old content.
 */
export type PlanAction = 'add' | 'update' | 'remove' | 'keep' | 'skip' | 'hold' | 'fail';
