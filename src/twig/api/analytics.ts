import * as z from 'zod';
import { day } from './day.ts';

export const granularities = ['hour', 'day', 'week', 'month'] as const;
export type Granularity = (typeof granularities)[number];

/** Query of `GET /analytics`. Both days are included. */
export const analyticsQuery = z.object({
  start_date: day,
  end_date: day,
  agent_id: z.string().min(1).max(200).optional(),
  granularity: z.enum(granularities).default('day'),
});

export const analyticsAnswer = z.object({
  metrics: z.object({
    total_queries: z.int(),
    /** Distinct sessions. */
    unique_users: z.int(),
    /** Of answered queries, like every latency here; 0 without any. */
    avg_latency_ms: z.number(),
    /** Positive of all rated; 0 without any. */
    accuracy_rate: z.number(),
    /** Queries with at least one source, of all; 0 without any. */
    citation_rate: z.number(),
    total_cost_usd: z.number(),
  }),
  /** Every bucket of the range, the empty ones too. */
  time_series: z.array(
    z.object({
      /** Where the bucket begins; a week begins on Monday. */
      timestamp: z.string(),
      queries: z.int(),
      latency_p50: z.number(),
      latency_p95: z.number(),
    }),
  ),
});

export type AnalyticsQuery = z.input<typeof analyticsQuery>;
export type AnalyticsAnswer = z.infer<typeof analyticsAnswer>;
