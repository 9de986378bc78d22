import type { DashboardQuery as WireQuery } from '#twig/api/legacy/dashboard.ts';
import type { CallOptions, Send } from '../call.ts';
import type { LegacyEndpoint } from '../endpoint.ts';
import { amount, listOf, maybe, orElse, text } from '../from-wire.ts';
import { inEnvelope } from './in-envelope.ts';
import { sameFields } from './same-fields.ts';

/** Days such as `2024-01-31`, in UTC, both included. */
export type DashboardQuery = Readonly<WireQuery>;

export interface DashboardMetrics {
  readonly totalQueries: number | undefined;
  readonly uniqueUsers: number | undefined;
  readonly avgLatencyMs: number | undefined;
  readonly accuracyRate: number | undefined;
  readonly citationRate: number | undefined;
  readonly totalCostUsd: number | undefined;
}

export interface DashboardBucket {
  readonly timestamp: string;
  readonly queries: number;
  readonly latencyP50: number | undefined;
  readonly latencyP95: number | undefined;
}

export interface Dashboard {
  readonly metrics: DashboardMetrics;
  readonly timeSeries: readonly DashboardBucket[];
}

export type GetDashboard = (query?: DashboardQuery, options?: CallOptions) => Promise<Dashboard>;

const endpoint: LegacyEndpoint<'getDashboard'> = {
  method: 'GET',
  path: '/api/analytics/charts/dashboard',
  scope: 'admin',
};

const readDashboard = inEnvelope(
  sameFields<Dashboard>({
    metrics: sameFields<DashboardMetrics>({
      totalQueries: maybe(amount),
      uniqueUsers: maybe(amount),
      avgLatencyMs: maybe(amount),
      accuracyRate: maybe(amount),
      citationRate: maybe(amount),
      totalCostUsd: maybe(amount),
    }),
    timeSeries: orElse(
      listOf(
        sameFields<DashboardBucket>({
          timestamp: text,
          queries: amount,
          latencyP50: maybe(amount),
          latencyP95: maybe(amount),
        }),
      ),
      [],
    ),
  }),
);

export function createDashboard(send: Send): GetDashboard {
  return (query = {}, options) => send({ endpoint, query: { ...query } }, readDashboard, options);
}
