import type { Chunker, MadeChunk } from './chunker.ts';
import { countWithLibrary } from './count-with-library.ts';

export interface Calibrated {
  readonly maxTokens: number;
  readonly meanTokens: number;
  readonly chunks: ReadonlyMap<string, readonly MadeChunk[]>;
}

const tolerance = 0.05;
const maxTurns = 12;

/**
 * Finds the size at which a chunker's chunks of these texts are on average `meanTokens` long, within
 * 5 %; the nearest that it reaches where it cannot. Undefined when the chunker is not installed.
 */
export async function calibrate(
  chunker: Chunker,
  texts: ReadonlyMap<string, string>,
  goal: { readonly meanTokens: number; readonly overlap: number },
): Promise<Calibrated | undefined> {
  let maxTokens = Math.round(goal.meanTokens * 1.25);
  let best: Calibrated | undefined;
  const distance = (one: Calibrated) => Math.abs(one.meanTokens / goal.meanTokens - 1);
  for (let turn = 0; turn < maxTurns; turn++) {
    const overlapTokens = Math.round(maxTokens * goal.overlap);
    const chunk = await chunker.create({ maxTokens, overlapTokens });
    if (chunk === undefined) return undefined;
    const chunks = new Map<string, readonly MadeChunk[]>();
    for (const [name, text] of texts) chunks.set(name, await chunk(text, name));
    const found = { maxTokens, meanTokens: meanOf([...chunks.values()].flat()), chunks };
    if (best === undefined || distance(found) < distance(best)) best = found;
    if (distance(best) <= tolerance) break;
    maxTokens = Math.max(32, Math.round((maxTokens * goal.meanTokens) / found.meanTokens));
  }
  return best;
}

function meanOf(chunks: readonly MadeChunk[]): number {
  return chunks.reduce((sum, { text }) => sum + countWithLibrary(text), 0) / chunks.length;
}
