import type { Clock } from '#core/clock.ts';
import { analyticsAnswer } from '#twig/api/analytics.ts';
import { type Dashboard, dashboardQuery } from '#twig/api/legacy/dashboard.ts';
import { readQuery } from '../read-input.ts';
import type { AskV1 } from './ask-v1.ts';
import type { LegacyHandlers } from './legacy-handler.ts';
import { passOn } from './pass-on.ts';

const dayMs = 24 * 60 * 60 * 1000;
const usualDays = 30;

export function dashboardHandlers(
  clock: Pick<Clock, 'now'>,
  ask: AskV1,
): LegacyHandlers<'getDashboard'> {
  return {
    async getDashboard(context) {
      const query = readQuery(context, dashboardQuery);
      if (!query.ok) return query.answer;
      const { agentId: agent_id, granularity } = query.value;
      const end_date = query.value.endDate ?? dayOf(clock.now());
      const start_date = query.value.startDate ?? dayOf(Date.parse(end_date) - usualDays * dayMs);
      const wanted = { start_date, end_date, agent_id, granularity };
      const call = { route: 'getAnalytics', query: wanted } as const;
      const measured = await passOn(ask, context, call, analyticsAnswer);
      if (!measured.ok) return measured.answer;
      const { metrics, time_series } = measured.value;
      const data: Dashboard = {
        metrics: {
          totalQueries: metrics.total_queries,
          uniqueUsers: metrics.unique_users,
          avgLatencyMs: metrics.avg_latency_ms,
          accuracyRate: metrics.accuracy_rate,
          citationRate: metrics.citation_rate,
          totalCostUsd: metrics.total_cost_usd,
        },
        timeSeries: time_series.map(({ timestamp, queries, latency_p50, latency_p95 }) => ({
          timestamp,
          queries,
          latencyP50: latency_p50,
          latencyP95: latency_p95,
        })),
      };
      return context.json({ data, status: 'success' });
    },
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
