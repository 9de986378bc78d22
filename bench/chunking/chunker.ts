/** What every chunker of the comparison gives. */
export interface MadeChunk {
  readonly text: string;
  /** Headings above it, where the library supplies them beside the text. */
  readonly path?: readonly string[];
}

export interface ChunkSizes {
  readonly maxTokens: number;
  readonly overlapTokens: number;
}

export type Chunk = (text: string, name: string) => Promise<readonly MadeChunk[]>;

export interface Chunker {
  readonly name: string;
  /** Undefined when the package is not installed beside the benchmarks. */
  create(sizes: ChunkSizes): Promise<Chunk | undefined>;
}
