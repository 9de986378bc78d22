import type {
  AnalyticsAnswer as WireAnalytics,
  AnalyticsQuery as WireQuery,
} from '#twig/api/analytics.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, text } from '../from-wire.ts';

/** Days such as `2024-01-31`, in UTC, both included; `granularity` is `day` when absent. */
export type AnalyticsQuery = Camel<WireQuery>;
export type Analytics = Camel<WireAnalytics>;

export type GetAnalytics = (query: AnalyticsQuery, options?: CallOptions) => Promise<Analytics>;

const endpoint: Endpoint<'getAnalytics'> = {
  method: 'GET',
  path: '/api/v1/analytics',
  scope: 'admin',
};

const readAnalytics = fields<Analytics>({
  metrics: fields<Analytics['metrics']>({
    totalQueries: amount,
    uniqueUsers: amount,
    avgLatencyMs: amount,
    accuracyRate: amount,
    citationRate: amount,
    totalCostUsd: amount,
  }),
  timeSeries: listOf(
    fields<Analytics['timeSeries'][number]>({
      timestamp: text,
      queries: amount,
      latencyP50: amount,
      latencyP95: amount,
    }),
  ),
});

export function createAnalytics(send: Send): GetAnalytics {
  return ({ startDate, endDate, agentId, granularity }, options) =>
    send(
      {
        endpoint,
        query: { start_date: startDate, end_date: endDate, agent_id: agentId, granularity },
      },
      readAnalytics,
      options,
    );
}
