import type { Sql } from '#core/sql.ts';
import { cosineOf, normalise } from './quantise.ts';
import { scanSigns } from './sign-scan.ts';
import { currentSpace } from './vector-store.ts';

export interface Neighbour {
  readonly chunkKey: number;
  /** Cosine with what was asked for. */
  readonly cosine: number;
}

export interface NeighbourQuery {
  /** Which embedder made the vector; a vector of another space than the one in force finds nothing. */
  readonly space: string;
  readonly vector: Float32Array;
  /** Of the data sources that may be searched. */
  readonly dataSourceKeys: readonly number[];
  readonly limit: number;
}

/** Call it within a snapshot together with what reads the chunks. */
export type FindNeighbours = (query: NeighbourQuery) => readonly Neighbour[];

/** Read in full of those whose signs fit best: as many per thousand vectors, at least and at most. */
const rereadPerThousand = 10;
const minReread = 400;
const maxReread = 3_000;
/** When more of the memory than this belongs to vectors that are gone, all are read anew. */
const maxDeadShare = 0.25;
const binCount = 4_096;
const maxTies = 4;

const selectNew = `SELECT key, data_source_key, signs FROM chunk_vectors WHERE key > ? ORDER BY key`;
const countVectors = 'SELECT count(*) AS count FROM chunk_vectors';
const selectLast = 'SELECT max(key) AS key FROM chunk_vectors';
const selectCodes = `SELECT chunk_vectors.chunk_key, chunk_vectors.codes FROM json_each(?) AS wanted
  CROSS JOIN chunk_vectors ON chunk_vectors.key = wanted.value`;

/**
 * Finds the vectors nearest to one: the signs of all are in memory (48 bytes for 384 dimensions) and
 * are scanned; the best of them are read from the database and compared in full. What was stored or
 * removed since is noticed at the next call: a vector that is gone is not there to be read.
 */
export function createVectorIndex(sql: Sql): FindNeighbours {
  let block = emptyBlock(0, 0);
  let scores = new Float32Array(0);

  const refresh = (space: { readonly key: number; readonly dimensions: number }) => {
    if (block.space !== space.key) block = emptyBlock(space.key, space.dimensions);
    if (Number(sql.get(selectLast)?.key ?? 0) <= block.lastKey) return;
    append(block, sql);
    const alive = Number(sql.get(countVectors)?.count ?? 0);
    if (block.count - alive <= maxDeadShare * block.count) return;
    block = emptyBlock(space.key, space.dimensions);
    append(block, sql);
  };

  return ({ space: name, vector, dataSourceKeys, limit }) => {
    const space = currentSpace(sql);
    if (space?.name !== name || space.dimensions !== vector.length) return [];
    refresh(space);
    if (scores.length < block.count)
      scores = new Float32Array(block.signs.length / block.bytesPerVector);
    const unit = normalise(vector);
    scanSigns(block, unit, scores);
    const depth = Math.max(
      limit,
      Math.min(
        maxReread,
        Math.max(minReread, Math.ceil((block.count * rereadPerThousand) / 1_000)),
      ),
    );
    withhold(block, scores, new Set(dataSourceKeys));
    const keys = bestKeys(block, scores, depth);
    return sql
      .all(selectCodes, JSON.stringify(keys))
      .map((row) => ({
        chunkKey: Number(row.chunk_key),
        cosine: row.codes instanceof Uint8Array ? cosineOf(row.codes, unit) : 0,
      }))
      .sort((a, b) => b.cosine - a.cosine || a.chunkKey - b.chunkKey)
      .slice(0, limit);
  };
}

interface Block {
  readonly space: number;
  readonly bytesPerVector: number;
  count: number;
  lastKey: number;
  signs: Uint8Array;
  keys: Float64Array;
  owners: Float64Array;
}

function emptyBlock(space: number, dimensions: number): Block {
  return {
    space,
    bytesPerVector: Math.max(1, Math.ceil(dimensions / 8)),
    count: 0,
    lastKey: 0,
    signs: new Uint8Array(0),
    keys: new Float64Array(0),
    owners: new Float64Array(0),
  };
}

function append(block: Block, sql: Sql): void {
  for (const row of sql.iterate(selectNew, block.lastKey)) {
    const key = Number(row.key);
    block.lastKey = key;
    if (!(row.signs instanceof Uint8Array) || row.signs.length !== block.bytesPerVector) continue;
    if (block.count === block.keys.length) grow(block);
    block.signs.set(row.signs, block.count * block.bytesPerVector);
    block.keys[block.count] = key;
    block.owners[block.count] = Number(row.data_source_key);
    block.count += 1;
  }
}

function grow(block: Block): void {
  const capacity = Math.max(1_024, Math.ceil(block.keys.length * 1.5));
  const [signs, keys, owners] = [block.signs, block.keys, block.owners];
  block.signs = new Uint8Array(capacity * block.bytesPerVector);
  block.keys = new Float64Array(capacity);
  block.owners = new Float64Array(capacity);
  block.signs.set(signs);
  block.keys.set(keys);
  block.owners.set(owners);
}

/** Leaves no score to vectors of data sources that may not be searched. */
function withhold(block: Block, scores: Float32Array, allowed: ReadonlySet<number>): void {
  let owner = Number.NaN;
  let isAllowed = false;
  for (let place = 0; place < block.count; place += 1) {
    // Vectors of one data source mostly lie side by side.
    const own = block.owners[place] ?? 0;
    if (own !== owner) {
      owner = own;
      isAllowed = allowed.has(own);
    }
    if (!isAllowed) scores[place] = Number.NEGATIVE_INFINITY;
  }
}

/** The keys of about the `depth` highest scores, ascending. */
function bestKeys(block: Block, scores: Float32Array, depth: number): readonly number[] {
  const least = thresholdFor(scores.subarray(0, block.count), depth);
  const keys: number[] = [];
  for (let place = 0; place < block.count; place += 1) {
    const score = scores[place] ?? 0;
    if (score >= least && score > Number.NEGATIVE_INFINITY) keys.push(block.keys[place] ?? 0);
    // Only where very many vectors are equal.
    if (keys.length >= maxTies * depth) break;
  }
  return keys;
}

/** A score that at least `depth` others reach, and few more: by counting, for sorting takes longer. */
function thresholdFor(scores: Float32Array, depth: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (score === Number.NEGATIVE_INFINITY) continue;
    if (score < low) low = score;
    if (score > high) high = score;
  }
  const width = (high - low) / binCount;
  if (!(width > 0)) return low;
  const bins = new Uint32Array(binCount + 1);
  for (const score of scores) {
    if (score === Number.NEGATIVE_INFINITY) continue;
    const bin = Math.floor((score - low) / width);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  let reached = 0;
  for (let bin = binCount; bin > 0; bin -= 1) {
    reached += bins[bin] ?? 0;
    if (reached >= depth) return low + bin * width;
  }
  return low;
}
