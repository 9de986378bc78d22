import { isWhite } from '#util/is-white.ts';
import { partsOf, type Range, splittersOf } from './split-points.ts';
import type { TokenRuler } from './token-ruler.ts';

/** Characters per token in ordinary text: how far back an overlap by words is looked for. */
const charactersPerToken = 4;
/** Sentences can be made of longer words. */
const maxCharactersPerToken = 8;

/**
 * Where the last `maxTokens` of a stretch of prose begin: at a sentence if one fits, else at a word.
 * Undefined when there is no such place, or the overlap would be all of the prose.
 */
export function overlapStart(
  text: string,
  prose: Range & { readonly maxTokens: number },
  ruler: TokenRuler,
): number | undefined {
  const { end, maxTokens } = prose;
  const from = Math.max(prose.start, end - maxTokens * maxCharactersPerToken);
  return firstSentence() ?? firstWord();

  function firstSentence(): number | undefined {
    const split = splittersOf.paragraph[0];
    let isCut = true;
    for (const { start } of split ? partsOf(text, { start: from, end }, split) : []) {
      if (!isCut && fits(start)) return start;
      isCut = false;
    }
    return undefined;
  }

  function firstWord(): number | undefined {
    const near = Math.max(prose.start, end - maxTokens * charactersPerToken);
    for (let at = near + 1; at < end; at++) {
      if (!isWhite(text.charCodeAt(at)) && isWhite(text.charCodeAt(at - 1)) && fits(at)) return at;
    }
    return undefined;
  }

  function fits(start: number): boolean {
    return start > prose.start && ruler.tokens(start, end) <= maxTokens;
  }
}
