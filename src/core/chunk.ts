/** The unit that is pushed, embedded and found. */
export interface Chunk {
  /** `chk_…`: hash of document id, heading path, text and its ordinal among equals. An insertion elsewhere does not change it. */
  readonly id: string;
  /** Position in the document, from 0. */
  readonly index: number;
  /** Verbatim: `Parsed.text.slice(start, end)`, but for a continued table, which repeats its header. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Heading path, outermost first, the chunk's own heading last. */
  readonly headings: readonly string[];
  /** Deep link without `#`; undefined before the first heading. */
  readonly anchor: string | undefined;
  /** Tokens of `text` in the configured encoding, exact. */
  readonly tokenCount: number;
  /** SHA-256 of `text`, hex. */
  readonly contentHash: string;
}

export interface ChunkOptions {
  /** No chunk is larger. */
  readonly maxTokens: number;
  /** How much of the previous chunk a chunk repeats when prose is cut inside one section. */
  readonly overlapTokens: number;
  readonly encoding: Encoding;
}

export type Encoding = 'cl100k' | 'o200k';

/** Twig's own defaults: 512 tokens, 50 overlap, the encoding of ada-002. */
export const defaultChunkOptions: ChunkOptions = {
  maxTokens: 512,
  overlapTokens: 50,
  encoding: 'cl100k',
};
