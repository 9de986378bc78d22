import type { Sql } from '#core/sql.ts';
import { createAverageLength } from './average-length.ts';
import { chooseTerms } from './choose-terms.ts';
import { type CandidateFilter, findCandidates, readCandidates } from './find-candidates.ts';
import type { Reader } from './may-read.ts';
import { orderByBoth, orderByWords } from './order-candidates.ts';
import { questionTerms } from './question-terms.ts';
import { type ScoredCandidate, scoreCandidates } from './score-candidates.ts';
import { createTermCounts } from './term-counts.ts';
import { createVectorIndex } from './vector-index.ts';

export interface SearchRequest {
  /** A question or a few words; nothing in it is query syntax. */
  readonly text: string;
  /** How many passages at most. */
  readonly limit: number;
  /** Whose passages; no other organisation's are ever seen. */
  readonly organisation: string;
  /** Undefined searches everything the organisation has. */
  readonly dataSourceIds?: readonly string[];
  /** When given, only what somebody who is all of these may read. */
  readonly readers?: readonly Reader[];
  /** Passages below it are left out; 0 to 1. */
  readonly minScore?: number;
  /** What an embedder made of the question: finds passages that say the same in other words. */
  readonly vector?: QuestionVector;
}

export interface QuestionVector {
  /** Name of the embedder; only vectors of the same are compared. */
  readonly space: string;
  readonly values: Float32Array;
}

export interface SearchResult {
  /** Best first; `score` is in 0..1 and does not rise with rank. */
  readonly passages: readonly ScoredCandidate[];
  /** How many chunks lay in the searched data sources. */
  readonly searched: number;
}

export type Search = (request: SearchRequest) => SearchResult;

const selectScope = `SELECT key, chunk_count, organisation_id = ?1
  AND (?2 IS NULL OR id IN (SELECT value FROM json_each(?2))) AS searched FROM data_sources`;

/** The list is made of more candidates than are asked for, so that the scorer can lift some. */
const candidatesPerPassage = 2;
const minCandidates = 100;
const minNear = 50;
/** Of what is near in meaning, readers may see only some: more is looked at, and more again. */
const readersFactor = 4;
const widening = 16;
const maxCachedStems = 30_000;

/**
 * Search over the index that `sql` is open on: by words, and by meaning where the question comes with a
 * vector. It reads only, one state of the index, and blocks while it does.
 *
 * @example
 * const search = createSearch(sql);
 * const { passages } = search({ text: 'How do I roll back to a savepoint?', limit: 5, organisation });
 */
export function createSearch(sql: Sql): Search {
  const cache = new Map<string, string>();
  const averageLength = createAverageLength(sql, cache);
  const countTerm = createTermCounts(sql);
  const findNeighbours = createVectorIndex(sql);

  const answer = (request: SearchRequest): SearchResult => {
    const { text, limit, organisation, dataSourceIds, readers, vector, minScore = 0 } = request;
    const { total, searched, dataSourceKeys } = readScope(sql, organisation, dataSourceIds);
    if (searched === 0) return { passages: [], searched };
    if (cache.size > maxCachedStems) cache.clear();
    const filter = { organisation, dataSourceIds, readers };
    const wanted = Math.max(minCandidates, limit * candidatesPerPassage);
    const chosen = chooseTerms(sql, questionTerms(text), total, countTerm);
    const byWords = findCandidates(sql, chosen, filter, {
      limit: wanted,
      admitted: searched / total,
    });
    const near = vector
      ? nearPassages(
          vector,
          dataSourceKeys,
          filter,
          Math.max(minNear, limit * candidatesPerPassage),
        )
      : undefined;
    const known = new Set(byWords.map(({ key }) => key));
    const others = near?.passages.filter(({ key }) => !known.has(key)) ?? [];
    const scored = scoreCandidates([...byWords, ...others], chosen, {
      averageLength: averageLength(total),
      cache,
    });
    const ordered = near ? orderByBoth(scored, near.likeness) : orderByWords(scored);
    const passages = ordered.filter(({ score }) => score >= minScore).slice(0, limit);
    return { passages, searched };
  };

  /** The passages nearest in meaning that the caller may be shown, and how near they are. */
  function nearPassages(
    { space, values }: QuestionVector,
    dataSourceKeys: readonly number[],
    filter: CandidateFilter,
    wanted: number,
  ) {
    let limit = filter.readers ? wanted * readersFactor : wanted;
    while (true) {
      const query = { space, vector: values, dataSourceKeys, limit };
      const neighbours = findNeighbours(query).filter(({ cosine }) => cosine > 0);
      const keys = neighbours.map(({ chunkKey }) => chunkKey);
      const passages = readCandidates(sql, keys, filter).slice(0, wanted);
      if (passages.length === wanted || neighbours.length < limit) {
        const likeness = new Map(neighbours.map(({ chunkKey, cosine }) => [chunkKey, cosine]));
        return { passages, likeness };
      }
      limit *= widening;
    }
  }

  return (request) => sql.snapshot(() => answer(request));
}

/** What is searched, and how much there is at all. */
function readScope(sql: Sql, organisation: string, dataSourceIds: readonly string[] | undefined) {
  const ids = dataSourceIds ? JSON.stringify(dataSourceIds) : null;
  const rows = sql.all(selectScope, organisation, ids);
  const chosen = rows.filter((row) => row.searched === 1);
  const sum = (some: typeof rows) => some.reduce((all, row) => all + Number(row.chunk_count), 0);
  return {
    total: sum(rows),
    searched: sum(chosen),
    dataSourceKeys: chosen.map((row) => Number(row.key)),
  };
}
