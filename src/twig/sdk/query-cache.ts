import type { Clock } from '#core/clock.ts';
import type { Query, QueryAnswer } from './resources/query.ts';

export interface QueryCacheOptions {
  /** How long an answer is good. */
  readonly ttlMs: number;
  /** Beyond it, the answer that was not asked for the longest time goes. Default 500. */
  readonly maxEntries?: number;
}

/**
 * Answers identical queries from memory. A query of a session is never kept: what it is answered
 * depends on what was said before. Failures are not kept.
 */
export function withQueryCache(
  query: Query,
  { ttlMs, maxEntries = 500 }: QueryCacheOptions,
  clock: Clock,
): Query {
  // In the order of their last use.
  const kept = new Map<string, { readonly answer: QueryAnswer; readonly until: number }>();
  return async (request, options) => {
    if (request.sessionId !== undefined) return query(request, options);
    const { agentId, query: text, temperature, maxTokens, principals } = request;
    const key = JSON.stringify([agentId, text, temperature, maxTokens, principals]);
    const known = kept.get(key);
    kept.delete(key);
    if (known && clock.now() < known.until) {
      kept.set(key, known);
      return known.answer;
    }
    const answer = await query(request, options);
    kept.set(key, { answer, until: clock.now() + ttlMs });
    for (const oldest of kept.keys()) {
      if (kept.size <= maxEntries) break;
      kept.delete(oldest);
    }
    return answer;
  };
}
