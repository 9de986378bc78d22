import type { Change } from '#core/change.ts';
import type { SyncIdentity } from '#core/destination.ts';
import type { JsonObject } from '#core/json.ts';
import { encodePushLine, type PushLine } from '#twig/sdk/push-line.ts';
import type { Slab } from './line-store.ts';

/** One change, encoded: what a part is filled with. */
export interface Operation {
  readonly documentId: string;
  readonly outcome: 'stored' | 'removed';
  readonly line: Uint8Array;
}

/** A part that is cut: it is sent as it is until the server takes it or refuses its size. */
export interface Part {
  readonly operations: readonly Operation[];
  /** Where their lines lie, all but one that is larger than a part. */
  readonly slab: Slab;
  /** On the last part of a sync only: what came of it. */
  readonly counts: JsonObject | undefined;
}

/** A change as it is told to the server. */
export interface ToldChange extends Omit<Operation, 'line'> {
  readonly line: PushLine;
}

export function tellChange(change: Change): ToldChange {
  if (change.do === 'delete') {
    const { documentId } = change;
    return { documentId, outcome: 'removed', line: { op: 'delete', documentId } };
  }
  if (change.do === 'describe') {
    const { description: document } = change;
    return { documentId: document.id, outcome: 'stored', line: { op: 'describe', document } };
  }
  const { document } = change;
  const chunks = change.chunks.map((chunk) => ({
    id: chunk.id,
    index: chunk.index,
    text: chunk.text,
    headings: chunk.headings,
    anchor: chunk.anchor,
    tokenCount: chunk.tokenCount,
    contentHash: chunk.contentHash,
  }));
  return { documentId: document.id, outcome: 'stored', line: { op: 'upsert', document, chunks } };
}

/**
 * The lines of a part, `begin` to `end`. The same part under the same number gives the same bytes, so
 * that sending it again is recognised.
 */
export function* linesOfPart(
  { operations, counts }: Part,
  sync: SyncIdentity,
  number: number,
  expected: number,
): Generator<Uint8Array, void> {
  yield encodePushLine({
    op: 'begin',
    syncId: sync.syncId,
    part: number,
    seq: sync.seq,
    ...(number === 1 && { expected }),
    namespace: sync.namespace,
    metadata: sync.metadata,
  });
  for (const operation of operations) yield operation.line;
  yield encodePushLine(
    // The counts are the runner's own; the contract knows seven of them and ignores the rest.
    counts === undefined ? { op: 'end' } : { op: 'end', last: true, counts },
  );
}

/** Of its operations; `begin` and `end` are small. */
export function byteCountOf({ operations }: Part): number {
  return operations.reduce((sum, { line }) => sum + line.byteLength, 0);
}

/**
 * Two parts of about equal bytes from one of at least two operations; only the second can be the last
 * of a sync. Cut by bytes, so that one huge document is soon alone.
 */
export function halve(part: Part): readonly [Part, Part] {
  const { operations, slab, counts } = part;
  const half = byteCountOf(part) / 2;
  let middle = 0;
  for (let bytes = 0; bytes < half; middle += 1)
    bytes += operations[middle]?.line.byteLength ?? half;
  middle = Math.min(middle, operations.length - 1);
  return [
    { operations: operations.slice(0, middle), slab, counts: undefined },
    { operations: operations.slice(middle), slab, counts },
  ];
}
