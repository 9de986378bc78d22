import type { Sql, SqlRow } from '#core/sql.ts';
import type { ChosenTerms } from './choose-terms.ts';
import { matchAll, matchAny } from './match-expression.ts';
import { mayRead, type Reader, type ReaderList } from './may-read.ts';

/** A chunk that matched, with its document. */
export interface Candidate {
  readonly key: number;
  /** BM25 of the index, larger is better. */
  readonly bm25: number;
  readonly chunkId: string;
  readonly text: string;
  readonly headings: readonly string[];
  readonly anchor: string | undefined;
  readonly documentId: string;
  readonly dataSourceId: string;
  readonly namespace: string;
  /** The document's own id at its source. */
  readonly path: string;
  readonly title: string;
  readonly url: string;
}

export interface CandidateFilter {
  readonly organisation: string;
  readonly dataSourceIds: readonly string[] | undefined;
  readonly readers: readonly Reader[] | undefined;
  readonly limit: number;
}

// CROSS JOIN fixes the order: matches in the order of their rank, each looked up once.
const select = `
SELECT passages.rowid AS key, -passages.rank AS bm25, chunks.id AS chunk_id, chunks.text,
  chunks.headings, chunks.anchor, documents.id AS document_id, documents.data_source_id,
  documents.namespace, documents.source_id, documents.title, documents.url, documents.acl
FROM passages
CROSS JOIN chunks ON chunks.key = passages.rowid
CROSS JOIN documents ON documents.key = chunks.document_key
WHERE passages MATCH ? AND documents.organisation_id = ?`;
const inDataSources = ' AND documents.data_source_id IN (SELECT value FROM json_each(?))';
const bestFirst = ' ORDER BY passages.rank';

/**
 * The passages worth scoring: those with all of the rarest terms first, then, while there is room,
 * those with any of them.
 */
export function findCandidates(
  sql: Sql,
  chosen: ChosenTerms,
  filter: CandidateFilter,
): readonly Candidate[] {
  const found = new Map<number, Candidate>();
  for (const expression of new Set([matchAll(chosen.rarest), matchAny(chosen.either)])) {
    if (expression === '') continue;
    let room = filter.limit;
    for (const candidate of matches(sql, expression, filter)) {
      if (room === 0 || found.size >= filter.limit) break;
      room -= 1;
      found.set(candidate.key, candidate);
    }
  }
  return [...found.values()];
}

function* matches(sql: Sql, expression: string, filter: CandidateFilter): Generator<Candidate> {
  const scoped = filter.dataSourceIds !== undefined;
  const rows = sql.iterate(
    select + (scoped ? inDataSources : '') + bestFirst,
    expression,
    filter.organisation,
    ...(scoped ? [JSON.stringify(filter.dataSourceIds)] : []),
  );
  for (const row of rows) {
    if (filter.readers && !mayRead(aclOf(row), filter.readers)) continue;
    yield toCandidate(row);
  }
}

function toCandidate(row: SqlRow): Candidate {
  return {
    key: Number(row.key),
    bm25: Number(row.bm25),
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

function aclOf(row: SqlRow): ReaderList | undefined {
  // Written by the server from a validated access list.
  return row.acl === null ? undefined : (JSON.parse(String(row.acl)) as ReaderList);
}
