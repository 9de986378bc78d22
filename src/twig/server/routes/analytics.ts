import { setImmediate as breathe } from 'node:timers/promises';
import { analyticsQuery } from '#twig/api/analytics.ts';
import { countBuckets, rangeOfDays } from '../analytics/buckets-of.ts';
import { measureInteractions } from '../analytics/measure-interactions.ts';
import { refuse } from '../answers.ts';
import { readQuery } from '../read-input.ts';
import { pagesOfFacts } from '../store/interaction-facts.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

/** More than a year of hours. */
const maxBuckets = 10_000;

export function analyticsHandlers({ reader }: ServerParts): RouteHandlers<'getAnalytics'> {
  return {
    async getAnalytics(context) {
      const query = readQuery(context, analyticsQuery);
      if (!query.ok) return query.answer;
      const { start_date, end_date, agent_id: agentId, granularity } = query.value;
      if (end_date < start_date) {
        return refuse(context, {
          code: 'invalid_request',
          message: 'The request is not valid: end_date.',
          details: { end_date: 'is before start_date' },
        });
      }
      const range = rangeOfDays(start_date, end_date);
      if (countBuckets(range, granularity) > maxBuckets) {
        return refuse(context, {
          code: 'invalid_request',
          message: `The request is not valid: granularity. Ask for fewer days or a coarser one.`,
          details: { granularity: `would give more than ${maxBuckets} ${granularity} buckets` },
        });
      }
      const measurement = measureInteractions(range, granularity);
      const { organisation } = context.get('caller');
      for (const facts of pagesOfFacts(reader, { organisation, agentId, ...range })) {
        for (const fact of facts) measurement.add(fact);
        await breathe();
      }
      return context.json(measurement.result());
    },
  };
}
