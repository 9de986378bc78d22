import { isWhite } from '../parse/line.ts';
import { partsOf, type Range, splittersOf } from './split-points.ts';
import type { CountTokens } from './tokenizer.ts';

/** Characters per token in ordinary text: how far back an overlap by words is looked for. */
const charactersPerToken = 4;
/** Sentences can be made of longer words. */
const maxCharactersPerToken = 8;

export interface Overlap {
  readonly start: number;
  readonly tokens: number;
}

/**
 * Where the last `maxTokens` of a stretch of prose begin: at a sentence if one fits, else at a word.
 * Undefined when there is no such place, or the overlap would be all of the prose.
 */
export function overlapStart(
  text: string,
  prose: Range & { readonly maxTokens: number },
  countTokens: CountTokens,
): Overlap | undefined {
  const { end, maxTokens } = prose;
  const from = Math.max(prose.start, end - maxTokens * maxCharactersPerToken);
  const split = splittersOf.paragraph[0];
  const sentences = split ? partsOf(text, { start: from, end }, split).slice(1) : [];
  let best: Overlap | undefined;
  for (const { start } of sentences.toReversed()) {
    const longer = measured(start);
    if (longer === undefined) break;
    best = longer;
  }
  return best ?? byWords();

  function byWords(): Overlap | undefined {
    const near = Math.max(prose.start, end - maxTokens * charactersPerToken);
    const words = [...text.slice(near, end).matchAll(/(?<=\s)\S/g)].map(
      (word) => near + word.index,
    );
    for (let skip = 0; skip < words.length; skip = skip * 2 + 1) {
      const found = measured(words[skip] ?? end);
      if (found) return found;
    }
    return undefined;
  }

  function measured(at: number): Overlap | undefined {
    const start = isWhite(text.charCodeAt(at)) ? at + 1 : at;
    if (start >= end || start <= prose.start) return undefined;
    const tokens = countTokens(text.slice(start, end));
    return tokens <= maxTokens ? { start, tokens } : undefined;
  }
}
