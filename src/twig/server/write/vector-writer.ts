import type { Sql } from '#core/sql.ts';
import { type ChunkVector, storeVectors, useSpace } from '#twig/search/vector-store.ts';

export interface VectorWriter {
  /**
   * Makes an embedder's vectors those that are compared. When another's were, they go, and every chunk
   * waits for its new one.
   */
  useVectorSpace(change: VectorSpaceChange): Promise<void>;
  /** Gives how many were stored: a chunk may be gone meanwhile, or another space in force. */
  storeVectors(change: StoreVectorsChange): Promise<number>;
}

export interface VectorSpaceChange {
  /** Name of the embedder. */
  readonly space: string;
  readonly dimensions: number;
}

export interface StoreVectorsChange {
  readonly space: string;
  readonly vectors: readonly ChunkVector[];
}

export function createVectorWriter(sql: Sql): VectorWriter {
  return {
    useVectorSpace: async ({ space, dimensions }) =>
      sql.transaction(() => useSpace(sql, space, dimensions)),
    storeVectors: async ({ space, vectors }) =>
      sql.transaction(() => storeVectors(sql, space, vectors)),
  };
}
