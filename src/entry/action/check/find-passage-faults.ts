import type { Chunk } from '#core/chunk.ts';
import { minRepeatedTokens, type Survey } from './survey.ts';

/** A passage that answers worse than it could. */
export interface PassageFault {
  readonly kind: 'oversize' | 'duplicate';
  readonly id: string;
  readonly anchor: string | undefined;
  /** The section's headings, innermost last; empty before the first one. */
  readonly headings: readonly string[];
  /** Passages that the section is cut into. */
  readonly pieceCount: number;
  /** Another document with the same passage. */
  readonly other: string | undefined;
}

/** A section in more pieces than this hides its answer among its own. */
const mostPieces = 4;
const maxFaults = 100;

/** What the change adds: sections too long for one passage, and passages that stand elsewhere too. */
export function findPassageFaults({ changed, byPassage }: Survey): readonly PassageFault[] {
  const faults: PassageFault[] = [];
  for (const { id, base, head } of changed) {
    if (!head) continue;
    const before = new Set(base?.chunks.map(({ contentHash }) => contentHash));
    const piecesBefore = piecesOf(base?.chunks ?? []);
    for (const [name, chunks] of piecesOf(head.chunks)) {
      const [first] = chunks;
      const isNew = (piecesBefore.get(name)?.length ?? 0) <= mostPieces;
      if (!first || chunks.length <= mostPieces || !isNew) continue;
      const { anchor, headings } = first;
      faults.push({
        kind: 'oversize',
        id,
        anchor,
        headings,
        pieceCount: chunks.length,
        other: undefined,
      });
    }
    for (const { contentHash, tokenCount, anchor, headings } of head.chunks) {
      if (tokenCount < minRepeatedTokens || before.has(contentHash)) continue;
      const other = byPassage.get(contentHash)?.find((holder) => holder !== id);
      if (other === undefined) continue;
      faults.push({ kind: 'duplicate', id, anchor, headings, pieceCount: 1, other });
    }
    if (faults.length >= maxFaults) break;
  }
  return faults.slice(0, maxFaults);
}

function piecesOf(chunks: readonly Chunk[]): ReadonlyMap<string, readonly Chunk[]> {
  return Map.groupBy(chunks, ({ headings }) => JSON.stringify(headings));
}
