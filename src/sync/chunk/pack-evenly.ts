import type { Block } from '#core/block.ts';
import type { ChunkOptions } from '#core/chunk.ts';
import type { Draft } from './draft.ts';
import { packBlocks } from './pack-blocks.ts';
import type { TokenRuler } from './token-ruler.ts';

/** Fill that is tried, over the mean of as many drafts as are needed; borders of blocks are where they are. */
const targets = [1.05, 1.2, 1.4];
/** The even share of many drafts is a full one. */
const maxEvenDrafts = 12;

/**
 * Packs blocks into as few drafts as full ones would be, but fills them evenly where the last one
 * would hold less than half of what the others do.
 */
export function packEvenly(
  text: string,
  blocks: readonly Block[],
  ruler: TokenRuler,
  options: ChunkOptions,
): readonly Draft[] {
  const { maxTokens, overlapTokens } = options;
  const pack = (targetTokens: number) =>
    packBlocks(text, blocks, ruler, { maxTokens, targetTokens, overlapTokens });
  const full = pack(maxTokens);
  const isSmall = (full.at(-1)?.tokens ?? 0) < maxTokens / 2;
  if (full.length < 2 || full.length > maxEvenDrafts || !isSmall) return full;
  const mean = full.reduce((sum, draft) => sum + draft.tokens, 0) / full.length;
  for (const target of targets) {
    const targetTokens = Math.ceil(mean * target);
    if (targetTokens >= maxTokens) break;
    const even = pack(targetTokens);
    if (even.length <= full.length && smallest(even) > smallest(full)) return even;
  }
  return full;
}

function smallest(drafts: readonly Draft[]): number {
  return Math.min(...drafts.map((draft) => draft.tokens));
}
