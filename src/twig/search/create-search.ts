import type { Sql } from '#core/sql.ts';
import { chooseTerms } from './choose-terms.ts';
import { findCandidates } from './find-candidates.ts';
import type { Reader } from './may-read.ts';
import { questionTerms } from './question-terms.ts';
import { type ScoredCandidate, scoreCandidates } from './score-candidates.ts';

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
}

export interface SearchResult {
  /** Best first; `score` is in 0..1 and does not rise with rank. */
  readonly passages: readonly ScoredCandidate[];
  /** How many chunks lay in the searched data sources. */
  readonly searched: number;
}

export type Search = (request: SearchRequest) => SearchResult;

const countChunks = `SELECT coalesce(sum(chunk_count), 0) AS count FROM data_sources
  WHERE organisation_id = ?`;
const countChunksOf = `${countChunks} AND id IN (SELECT value FROM json_each(?))`;

/** More candidates than are asked for, so that the scorer can lift what BM25 put low. */
const candidatesPerPassage = 4;
const minCandidates = 80;
const maxCandidates = 400;

/**
 * Full-text search over the index that `sql` is open on. It reads only.
 *
 * @example
 * const search = createSearch(sql);
 * const { passages } = search({ text: 'How do I roll back to a savepoint?', limit: 5, organisation });
 */
export function createSearch(sql: Sql): Search {
  return ({ text, limit, organisation, dataSourceIds, readers, minScore = 0 }) => {
    const searched = Number(
      (dataSourceIds
        ? sql.get(countChunksOf, organisation, JSON.stringify(dataSourceIds))
        : sql.get(countChunks, organisation)
      )?.count ?? 0,
    );
    if (searched === 0) return { passages: [], searched };
    const chosen = chooseTerms(sql, questionTerms(text), searched);
    const candidates = findCandidates(sql, chosen, {
      organisation,
      dataSourceIds,
      readers,
      limit: Math.min(maxCandidates, Math.max(minCandidates, limit * candidatesPerPassage)),
    });
    const passages = scoreCandidates(candidates, chosen)
      .filter((passage) => passage.score >= minScore)
      .slice(0, limit);
    return { passages, searched };
  };
}
