import type { Sql } from '#core/sql.ts';

const sumChunks = 'SELECT coalesce(sum(chunk_count), 0) AS total FROM data_sources';

/** How many chunks the index holds, whoever owns them. */
export function chunkTotal(sql: Sql): number {
  return Number(sql.get(sumChunks)?.total ?? 0);
}
