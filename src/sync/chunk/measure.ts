import type { Block } from '#core/block.ts';
import { countRange } from './count-range.ts';
import { isHiddenStretch } from './hidden-stretch.ts';
import { isAdditiveAt, joinTokens } from './token-joins.ts';
import type { CountTokens } from './tokenizer.ts';

/** Sections this short nearly always fit, so they are counted in one go; in characters per token. */
const likelyCharactersPerToken = 2.5;

/** Counts tokens of one text and remembers them, so that none is counted twice. */
export interface Measure {
  /** Tokens of a block alone; Infinity when it does not fit. */
  block(block: Block): number;
  /** Tokens of blocks in one chunk, from the first to the last; Infinity when they do not fit. */
  blocks(blocks: readonly Block[]): number;
  /** Tokens of two neighbours in one chunk; Infinity when they do not fit. */
  joined(first: MeasuredBlocks, second: MeasuredBlocks): number;
}

export interface MeasuredBlocks {
  /** Never empty. */
  readonly blocks: readonly Block[];
  readonly tokens: number;
}

export function createMeasure(text: string, maxTokens: number, countTokens: CountTokens): Measure {
  const known = new Map<Block, number>();
  const block = (one: Block) => {
    const found =
      known.get(one) ??
      countRange(text, { start: one.start, end: one.end, limit: maxTokens }, countTokens);
    known.set(one, found);
    return found;
  };
  return { block, blocks, joined };

  function blocks(several: readonly Block[]): number {
    const first = several[0];
    const last = several.at(-1);
    if (first === undefined || last === undefined) return 0;
    let previous = first;
    let additive = true;
    for (const one of several) {
      if (one !== first && isHiddenStretch(text, previous.end, one.start)) {
        return Number.POSITIVE_INFINITY;
      }
      additive &&= one === first || isAdditiveAt(text, one.start);
      previous = one;
    }
    const range = { start: first.start, end: last.end };
    const short = range.end - range.start <= maxTokens * likelyCharactersPerToken;
    if (short && several.length > 1) {
      const tokens = countTokens(text.slice(range.start, range.end));
      return tokens <= maxTokens ? tokens : Number.POSITIVE_INFINITY;
    }
    return additive ? sum(several) : countRange(text, { ...range, limit: maxTokens }, countTokens);
  }

  function sum(several: readonly Block[]): number {
    let tokens = 0;
    let previous: Block | undefined;
    for (const one of several) {
      if (previous) {
        const range = { start: previous.start, end: previous.end, next: one.start };
        tokens += joinTokens(text, range, countTokens);
      }
      tokens += block(one);
      if (tokens > maxTokens) return Number.POSITIVE_INFINITY;
      previous = one;
    }
    return tokens;
  }

  function joined(first: MeasuredBlocks, second: MeasuredBlocks): number {
    const above = first.blocks.at(-1);
    const below = second.blocks[0];
    if (above === undefined || below === undefined) return first.tokens + second.tokens;
    if (first.tokens + second.tokens > maxTokens || isHiddenStretch(text, above.end, below.start)) {
      return Number.POSITIVE_INFINITY;
    }
    if (!isAdditiveAt(text, below.start)) return blocks([...first.blocks, ...second.blocks]);
    const range = { start: above.start, end: above.end, next: below.start };
    return limited(first.tokens + joinTokens(text, range, countTokens) + second.tokens);
  }

  function limited(tokens: number): number {
    return tokens <= maxTokens ? tokens : Number.POSITIVE_INFINITY;
  }
}
