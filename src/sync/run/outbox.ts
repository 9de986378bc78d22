import type { Chunk } from '#core/chunk.ts';
import type { Delivery, Receipt } from '#core/destination.ts';
import type { DeliveredDocument, DocumentDescription } from '#core/document.ts';
import { StopRunError } from '#core/errors.ts';
import type { Emit } from '#core/events.ts';
import type { LedgerRow } from '#core/ledger.ts';
import type { Book } from './book.ts';
import type { Tally } from './tally.ts';

/**
 * Between the plan and the ledger. A change goes to the destination at once; the row it leads to goes
 * into the book only when its receipt has come.
 */
export interface Outbox {
  /** The document's row as it will be when all receipts have come. */
  row(documentId: string): Promise<LedgerRow | undefined>;
  /** Whether a change of the document waits for its receipt. */
  isWaiting(documentId: string): boolean;
  /** Writes what needs no receipt. A row that waits for one is amended instead. */
  put(row: LedgerRow): Promise<void>;
  upsert(
    what: 'added' | 'updated',
    document: DeliveredDocument,
    chunks: readonly Chunk[],
    after: LedgerRow,
  ): Promise<void>;
  /** Of a document that is delivered, and that no other change waits for. */
  describe(description: DocumentDescription, after: LedgerRow): Promise<void>;
  remove(row: LedgerRow): Promise<void>;
  /** Makes everything durable and takes the last receipts. */
  finish(): Promise<void>;
  /** Number of the last change; 0 before the first. */
  readonly lastChange: number;
  /** All changes up to this number have receipts. */
  readonly durableUpTo: number;
}

interface Outstanding {
  readonly change: number;
  readonly what: 'added' | 'updated' | 'deleted';
  /** What the ledger shall say; null: nothing any more. */
  after: LedgerRow | null;
}

export interface OutboxOptions {
  readonly delivery: Delivery;
  readonly book: Book;
  readonly tally: Tally;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export function createOutbox({ delivery, book, tally, emit, signal }: OutboxOptions): Outbox {
  const byDocument = new Map<string, Outstanding[]>();
  /** In the order in which they were added. */
  const numbers = new Set<number>();
  let lastChange = 0;

  const expect = (documentId: string, what: Outstanding['what'], after: LedgerRow | null) => {
    lastChange += 1;
    numbers.add(lastChange);
    const entry = { change: lastChange, what, after };
    byDocument.set(documentId, [...(byDocument.get(documentId) ?? []), entry]);
    tally.count(what);
  };

  const takeOut = (documentId: string): Outstanding => {
    const [first, ...rest] = byDocument.get(documentId) ?? [];
    if (!first) {
      throw new StopRunError(
        `The destination gave a receipt for ${documentId}, which was not sent.`,
        { code: 'receipt_unexpected' },
      );
    }
    if (rest.length > 0) byDocument.set(documentId, rest);
    else byDocument.delete(documentId);
    numbers.delete(first.change);
    return first;
  };

  /** Seen, although what is new of it waits for a receipt. */
  const noteSeen = async ({ documentId, scope, generation }: LedgerRow) => {
    const before = await book.row(documentId);
    if (!before) return;
    await book.put({ ...before, scope, generation, missingSince: undefined, gone: undefined });
  };

  const refuse = async (documentId: string, { what, after }: Outstanding, reason: string) => {
    tally.count(what, -1);
    tally.count('failed');
    if (what !== 'deleted') tally.chunks(-(after?.chunkCount ?? 0));
    const message = `The destination refused it: ${reason}`;
    const before = await book.row(documentId);
    const row = before ?? (after && { ...after, ...undelivered, version: undefined });
    if (row) {
      const attempts = (row.failure?.attempts ?? 0) + 1;
      await book.put({ ...row, failure: { code: 'refused', message, attempts } });
    }
    emit({ event: 'document:failed', documentId, code: 'refused', message, hint: undefined });
  };

  const settle = async (receipts: readonly Receipt[]) => {
    let stored = 0;
    let removed = 0;
    for (const { documentId, outcome, reason } of receipts) {
      const entry = takeOut(documentId);
      if (outcome === 'refused') {
        await refuse(documentId, entry, reason ?? 'no reason given');
        continue;
      }
      if (outcome === 'stored') stored += 1;
      else removed += 1;
      if (entry.after) await book.put(entry.after);
      else await book.remove(documentId);
    }
    if (stored + removed > 0) emit({ event: 'changes:delivered', stored, removed });
  };

  return {
    async row(documentId) {
      const last = byDocument.get(documentId)?.at(-1);
      return last ? (last.after ?? undefined) : book.row(documentId);
    },
    isWaiting: (documentId) => byDocument.has(documentId),
    async put(row) {
      const last = byDocument.get(row.documentId)?.at(-1);
      if (!last) return book.put(row);
      last.after = row;
      if (row.gone === undefined) return;
      // The removal must be found even before the receipt; without a version nothing else is believed.
      const before = (await book.row(row.documentId)) ?? row;
      await book.put({ ...before, gone: row.gone, delivered: true, version: undefined });
    },
    async upsert(what, document, chunks, after) {
      await noteSeen(after);
      expect(document.id, what, after);
      tally.chunks(chunks.length);
      await settle(await delivery.add({ do: 'upsert', document, chunks }, signal));
    },
    async describe(description, after) {
      await noteSeen(after);
      expect(description.id, 'updated', after);
      tally.chunks(after.chunkCount);
      await settle(await delivery.add({ do: 'describe', description }, signal));
    },
    async remove(row) {
      const { documentId, skip } = row;
      expect(documentId, 'deleted', skip ? { ...row, ...undelivered } : null);
      await settle(await delivery.add({ do: 'delete', documentId }, signal));
    },
    async finish() {
      const { added, updated, deleted, unchanged, skipped, failed, held } = tally.counts;
      const counts = { added, updated, deleted, unchanged, skipped, failed, held };
      await settle(await delivery.finish(counts, signal));
      if (numbers.size === 0) return;
      throw new StopRunError(`The destination gave no receipt for ${numbers.size} changes.`, {
        code: 'receipt_missing',
        hint: 'Run the sync again: what has no receipt is sent once more.',
      });
    },
    get lastChange() {
      return lastChange;
    },
    get durableUpTo() {
      const [oldest] = numbers;
      return oldest === undefined ? lastChange : oldest - 1;
    },
  };
}

const undelivered = {
  delivered: false,
  contentHash: '',
  chunkCount: 0,
  missingSince: undefined,
  gone: undefined,
} as const;
