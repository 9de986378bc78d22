import * as z from 'zod';
import { granularities } from '../analytics.ts';
import { day } from '../day.ts';
import { dataOf } from './envelope.ts';
import { legacyId } from './legacy-id.ts';

/** Both days are included. Left out: until today, and the 30 days before the end. */
export const dashboardQuery = z.object({
  startDate: day.optional(),
  endDate: day.optional(),
  agentId: legacyId.optional(),
  granularity: z.enum(granularities).optional(),
});

export const dashboardAnswer = dataOf(
  z.object({
    metrics: z.object({
      totalQueries: z.int(),
      uniqueUsers: z.int(),
      avgLatencyMs: z.number(),
      accuracyRate: z.number(),
      citationRate: z.number(),
      totalCostUsd: z.number(),
    }),
    timeSeries: z.array(
      z.object({
        timestamp: z.string(),
        queries: z.int(),
        latencyP50: z.number(),
        latencyP95: z.number(),
      }),
    ),
  }),
);

export type DashboardQuery = z.input<typeof dashboardQuery>;
export type Dashboard = z.infer<typeof dashboardAnswer>['data'];
