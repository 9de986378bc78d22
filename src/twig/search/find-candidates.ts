import type { Sql, SqlRow } from '#core/sql.ts';
import { bm25Arguments } from './bm25.ts';
import type { Candidate } from './candidate.ts';
import type { ChosenTerms } from './choose-terms.ts';
import { matchAny } from './match-expression.ts';
import { mayRead, type Reader, type ReaderList } from './may-read.ts';

/** Which passages a caller may be shown. */
export interface CandidateFilter {
  readonly organisation: string;
  readonly dataSourceIds: readonly string[] | undefined;
  readonly readers: readonly Reader[] | undefined;
}

export interface CandidateLimits {
  /** How many candidates are wanted. */
  readonly limit: number;
  /** 0 to 1: the part of the index that the filter lets through, as far as it is known. */
  readonly admitted: number;
}

const columns = `chunks.key, chunks.id AS chunk_id, chunks.text, chunks.headings, chunks.anchor,
  documents.id AS document_id, documents.data_source_id, documents.namespace, documents.source_id,
  documents.title, documents.url, documents.acl`;
const withDocument = `CROSS JOIN chunks ON chunks.key = found.key
  CROSS JOIN documents ON documents.key = chunks.document_key
  WHERE documents.organisation_id = ?2
  AND (?3 IS NULL OR documents.data_source_id IN (SELECT value FROM json_each(?3)))`;
// The inner query ranks without touching a chunk; the outer one, in the same statement and so in the
// same state of the index, looks up the best.
const byWords = `SELECT ${columns} FROM (
    SELECT rowid AS key, bm25(passages, ${bm25Arguments}) AS rank FROM passages
    WHERE passages MATCH ?1 ORDER BY 2 LIMIT ?4
  ) AS found ${withDocument} ORDER BY found.rank, chunks.key`;
const byKey = `SELECT ${columns}
  FROM (SELECT key AS position, value AS key FROM json_each(?1)) AS found ${withDocument}
  ORDER BY found.position`;

/** Where the filter leaves too few, so many times more matches are looked through. */
const widening = 16;

/** The passages that the index ranks best for the rarer terms of a question, best first. */
export function findCandidates(
  sql: Sql,
  chosen: ChosenTerms,
  filter: CandidateFilter,
  { limit, admitted }: CandidateLimits,
): readonly Candidate[] {
  const expression = matchAny(chosen.lookedUp);
  if (expression === '') return [];
  let depth = Math.ceil(limit / Math.max(admitted, limit / chosen.maxMatches));
  while (true) {
    const found = admit(sql.all(byWords, expression, ...scopeOf(filter), depth), filter);
    if (found.length >= limit || depth >= chosen.maxMatches) return found.slice(0, limit);
    depth *= widening;
  }
}

/** The passages under these keys, in this order, without those that the caller may not be shown. */
export function readCandidates(
  sql: Sql,
  keys: readonly number[],
  filter: CandidateFilter,
): readonly Candidate[] {
  return admit(sql.all(byKey, JSON.stringify(keys), ...scopeOf(filter)), filter);
}

function scopeOf({ organisation, dataSourceIds }: CandidateFilter): [string, string | null] {
  return [organisation, dataSourceIds ? JSON.stringify(dataSourceIds) : null];
}

function admit(rows: readonly SqlRow[], { readers }: CandidateFilter): readonly Candidate[] {
  const open = readers ? rows.filter((row) => mayRead(readersOf(row), readers)) : rows;
  return open.map(toCandidate);
}

function toCandidate(row: SqlRow): Candidate {
  return {
    key: Number(row.key),
    chunkId: String(row.chunk_id),
    text: String(row.text),
    // Written by the server from a validated list of strings.
    headings: JSON.parse(String(row.headings)) as readonly string[],
    anchor: row.anchor === null ? undefined : String(row.anchor),
    documentId: String(row.document_id),
    dataSourceId: String(row.data_source_id),
    namespace: String(row.namespace),
    path: String(row.source_id),
    title: String(row.title),
    url: String(row.url),
  };
}

function readersOf(row: SqlRow): ReaderList | undefined {
  // Written by the server from a validated access list.
  return row.acl === null ? undefined : (JSON.parse(String(row.acl)) as ReaderList);
}
