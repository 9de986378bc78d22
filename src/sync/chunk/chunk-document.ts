import type { Parsed } from '#core/block.ts';
import type { Chunk, ChunkOptions } from '#core/chunk.ts';
import { sha256 } from '#util/sha256.ts';
import type { Draft } from './draft.ts';
import { groupSections, type SectionGroup } from './group-sections.ts';
import { nearestAnchor } from './nearest-anchor.ts';
import { packEvenly } from './pack-evenly.ts';
import { sectionsOf } from './sections.ts';
import { createTokenRuler, type TokenRuler } from './token-ruler.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Raised when the same document would give other chunks; part of the processing signature. */
export const chunkerRevision = 4;

/**
 * Cuts a document into chunks that never have more than `maxTokens` tokens. Sections are the unit;
 * what fits stays whole, and every visible character is in some chunk. Pure: the same document gives
 * the same chunks, and a change in one section leaves the ids of the others alone.
 *
 * @throws RangeError when `maxTokens` has no room for a single character.
 *
 * @example
 * const tokenizer = await loadTokenizer('cl100k');
 * const chunks = chunkDocument('docs/setup.md', parsed, defaultChunkOptions, tokenizer);
 */
export function chunkDocument(
  documentId: string,
  parsed: Parsed,
  options: ChunkOptions,
  tokenizer: Tokenizer,
): readonly Chunk[] {
  using ruler = createTokenRuler(parsed.text, tokenizer);
  return chunksOf(documentId, parsed, options, ruler);
}

function chunksOf(
  documentId: string,
  parsed: Parsed,
  options: ChunkOptions,
  ruler: TokenRuler,
): readonly Chunk[] {
  const { text } = parsed;
  const ordinals = new Map<string, number>();
  const chunks: Chunk[] = [];
  for (const group of groupSections(text, sectionsOf(parsed), ruler, options.maxTokens)) {
    const { headings } = group.section;
    const anchorAt = nearestAnchor(group.blocks, group.section.anchor);
    for (const draft of draftsOf(text, group, ruler, options)) {
      const { start, end, header, tokens } = draft;
      const head = header ? text.slice(header.start, header.end) : '';
      const own = head + text.slice(start, end);
      const contentHash = sha256(own);
      const name = JSON.stringify([documentId, headings, contentHash]);
      const ordinal = ordinals.get(name) ?? 0;
      ordinals.set(name, ordinal + 1);
      chunks.push({
        id: `chk_${sha256(`${name}${ordinal}`).slice(0, 24)}`,
        index: chunks.length,
        text: own,
        start,
        end,
        headings,
        anchor: anchorAt(start),
        tokenCount: tokens,
        contentHash,
      });
    }
  }
  return chunks;
}

function draftsOf(
  text: string,
  { blocks, tokens }: SectionGroup,
  ruler: TokenRuler,
  options: ChunkOptions,
): readonly Draft[] {
  if (tokens > options.maxTokens) return packEvenly(text, blocks, ruler, options);
  const start = blocks[0]?.start ?? 0;
  const end = blocks.at(-1)?.end ?? start;
  return [{ start, end, header: undefined, tokens }];
}
