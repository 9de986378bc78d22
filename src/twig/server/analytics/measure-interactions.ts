import type { AnalyticsAnswer, Granularity } from '#twig/api/analytics.ts';
import { percentile } from '#util/percentile.ts';
import type { InteractionFact } from '../store/interaction-facts.ts';
import { bucketStart, bucketsOf, type TimeRange } from './buckets-of.ts';

/** Takes interactions one by one and says what they come to. */
export interface Measurement {
  add(fact: InteractionFact): void;
  result(): AnalyticsAnswer;
}

interface Bucket {
  queries: number;
  readonly latencies: number[];
}

/** Every interaction added must lie in the range. */
export function measureInteractions(range: TimeRange, granularity: Granularity): Measurement {
  const buckets = new Map<number, Bucket>();
  for (const at of bucketsOf(range, granularity)) buckets.set(at, { queries: 0, latencies: [] });
  const sessions = new Set<string>();
  const totals = { queries: 0, answered: 0, latencyMs: 0, positive: 0, rated: 0, cited: 0, usd: 0 };
  return {
    add({ createdAt, sessionId, latencyMs, feedback, sourceCount, costUsd }) {
      const bucket = buckets.get(bucketStart(createdAt, granularity));
      if (!bucket) throw new RangeError(`An interaction of ${createdAt} lies outside the range.`);
      bucket.queries += 1;
      totals.queries += 1;
      sessions.add(sessionId);
      if (latencyMs !== undefined) {
        bucket.latencies.push(latencyMs);
        totals.answered += 1;
        totals.latencyMs += latencyMs;
      }
      if (feedback !== undefined) totals.rated += 1;
      if (feedback === 'positive') totals.positive += 1;
      if (sourceCount > 0) totals.cited += 1;
      totals.usd += costUsd;
    },
    result: () => ({
      metrics: {
        total_queries: totals.queries,
        unique_users: sessions.size,
        avg_latency_ms: Math.round(ratio(totals.latencyMs, totals.answered)),
        accuracy_rate: rounded(ratio(totals.positive, totals.rated), 4),
        citation_rate: rounded(ratio(totals.cited, totals.queries), 4),
        total_cost_usd: rounded(totals.usd, 6),
      },
      time_series: [...buckets].map(([at, { queries, latencies }]) => {
        const sorted = Float64Array.from(latencies).sort();
        return {
          timestamp: new Date(at).toISOString(),
          queries,
          latency_p50: percentile(sorted, 50),
          latency_p95: percentile(sorted, 95),
        };
      }),
    }),
  };
}

/** 0 where there is nothing to divide by. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
