import type { Chunk } from '#core/chunk.ts';
import type { Survey } from './survey.ts';

/** Of a page that moved, this share of its passages came along. */
const minShare = 0.5;

/** What became of pages that were documents and are none any more. */
export interface PageFates {
  /** From the old id to the new one. */
  readonly movedTo: ReadonlyMap<string, string>;
  /** Pages that are still there, and say of themselves that they are no document. */
  readonly leftOut: ReadonlySet<string>;
}

export function readPageFates({ changed }: Pick<Survey, 'changed'>): PageFates {
  const leftOut = changed.filter(({ base, isLeftOut }) => base && isLeftOut).map(({ id }) => id);
  return { movedTo: findMoves(changed), leftOut: new Set(leftOut) };
}

function findMoves(changed: Survey['changed']): ReadonlyMap<string, string> {
  const added = changed.flatMap(({ base, head }) => (base === undefined && head ? [head] : []));
  const holders = new Map<string, Set<string>>();
  for (const { id, chunks } of added) {
    for (const { contentHash } of chunks) {
      holders.set(contentHash, (holders.get(contentHash) ?? new Set()).add(id));
    }
  }
  const moves = new Map<string, string>();
  const taken = new Set<string>();
  for (const { base, head, isLeftOut } of changed) {
    if (head !== undefined || base === undefined || isLeftOut) continue;
    const to = bestHolder(base.chunks, holders, taken);
    if (to === undefined) continue;
    moves.set(base.id, to);
    taken.add(to);
  }
  return moves;
}

function bestHolder(
  chunks: readonly Chunk[],
  holders: ReadonlyMap<string, ReadonlySet<string>>,
  taken: ReadonlySet<string>,
): string | undefined {
  const shared = new Map<string, number>();
  for (const { contentHash } of chunks) {
    for (const id of holders.get(contentHash) ?? []) {
      if (!taken.has(id)) shared.set(id, (shared.get(id) ?? 0) + 1);
    }
  }
  const [best] = [...shared].sort(([, a], [, b]) => b - a);
  return best !== undefined && best[1] >= chunks.length * minShare ? best[0] : undefined;
}
