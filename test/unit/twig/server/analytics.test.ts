import { describe, expect, it } from 'vitest';
import { type AnalyticsAnswer, analyticsAnswer, type Granularity } from '#twig/api/analytics.ts';
import { errorBody } from '#twig/api/error-body.ts';
import { bucketsOf, rangeOfDays } from '#twig/server/analytics/buckets-of.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';

interface Told {
  /** As text: `2026-01-15T10:00`. */
  readonly at: string;
  readonly latencyMs: number;
  readonly session?: string;
  readonly agent?: string;
  readonly feedback?: 'positive' | 'negative';
  readonly cited?: boolean;
  readonly costUsd?: number;
  readonly state?: 'completed' | 'failed';
}

async function store({ writer, reader }: TestServer, all: readonly Told[]): Promise<void> {
  const organisation = String(reader.get('SELECT id FROM organisations')?.id);
  for (const [index, told] of all.entries()) {
    const id = `int_${index}`;
    const agentId = told.agent ?? 'agent_1';
    const now = Date.parse(`${told.at}Z`);
    await writer.beginInteraction({
      id,
      organisation,
      agentId,
      sessionId: told.session ?? id,
      query: 'x',
      ragStrategy: 'redwood',
      model: 'extractive',
      now,
    });
    await writer.endInteraction({
      id,
      organisation,
      agentId,
      state: told.state ?? 'completed',
      response: 'y',
      sourceCount: told.cited ? 1 : 0,
      latencyMs: told.latencyMs,
      tokensInput: 1,
      tokensOutput: 1,
      costUsd: told.costUsd ?? 0,
      now,
    });
    if (told.feedback) {
      await writer.judgeInteraction({
        organisation,
        interactionId: id,
        feedback: told.feedback,
        now,
      });
    }
  }
}

async function measured({ call }: TestServer, query: string): Promise<AnalyticsAnswer> {
  return analyticsAnswer.parse(await (await call('GET', `/api/v1/analytics?${query}`)).json());
}

describe('analytics', () => {
  it('count what was asked, how fast, how well and at what cost', async () => {
    using twig = await openTwigServer();
    await store(twig, [
      { at: '2026-01-14T23:59', latencyMs: 9_999 },
      { at: '2026-01-15T00:00', latencyMs: 100, session: 'a', feedback: 'positive', cited: true },
      { at: '2026-01-15T10:00', latencyMs: 200, session: 'a', feedback: 'negative', cited: true },
      { at: '2026-01-15T10:30', latencyMs: 600, session: 'b', feedback: 'positive', costUsd: 0.1 },
      { at: '2026-01-16T23:59', latencyMs: 50, session: 'c', state: 'failed', costUsd: 0.2 },
      { at: '2026-01-17T00:00', latencyMs: 9_999 },
    ]);

    const { metrics, time_series } = await measured(
      twig,
      'start_date=2026-01-15&end_date=2026-01-16',
    );

    expect(metrics).toEqual({
      total_queries: 4,
      unique_users: 3,
      avg_latency_ms: 300,
      accuracy_rate: 0.6667,
      citation_rate: 0.5,
      total_cost_usd: 0.3,
    });
    expect(time_series).toEqual([
      { timestamp: '2026-01-15T00:00:00.000Z', queries: 3, latency_p50: 200, latency_p95: 600 },
      { timestamp: '2026-01-16T00:00:00.000Z', queries: 1, latency_p50: 0, latency_p95: 0 },
    ]);
  });

  it('give percentiles that were measured', async () => {
    using twig = await openTwigServer();
    // 1 to 100 in another order.
    const latencies = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
    await store(
      twig,
      latencies.map((latencyMs) => ({ at: '2026-01-15T10:00', latencyMs })),
    );

    const { time_series } = await measured(twig, 'start_date=2026-01-15&end_date=2026-01-15');

    expect(time_series).toMatchObject([{ queries: 100, latency_p50: 50, latency_p95: 95 }]);
  });

  it('keep to one agent, and to one organisation', async () => {
    using twig = await openTwigServer();
    await store(twig, [
      { at: '2026-01-15T10:00', latencyMs: 1, agent: 'agent_1' },
      { at: '2026-01-15T10:00', latencyMs: 3, agent: 'agent_2' },
    ]);
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const range = 'start_date=2026-01-15&end_date=2026-01-15';

    const one = await measured(twig, `${range}&agent_id=agent_2`);
    const theirs = await twig.call('GET', `/api/v1/analytics?${range}`, {
      headers: { authorization: `Bearer ${value}` },
    });

    expect(one.metrics).toMatchObject({ total_queries: 1, avg_latency_ms: 3 });
    expect(analyticsAnswer.parse(await theirs.json()).metrics.total_queries).toBe(0);
  });

  it('read more interactions than fit into one page of them', async () => {
    using twig = await openTwigServer();
    await store(
      twig,
      Array.from({ length: 4_100 }, () => ({ at: '2026-01-15T10:00', latencyMs: 7 })),
    );

    const { metrics } = await measured(twig, 'start_date=2026-01-01&end_date=2026-01-31');

    expect(metrics).toMatchObject({ total_queries: 4_100, avg_latency_ms: 7 });
  });

  it.each<[Granularity, string, string, readonly string[]]>([
    ['hour', '2026-03-29', '2026-03-29', []],
    ['day', '2024-02-28', '2024-03-01', ['2024-02-28', '2024-02-29', '2024-03-01']],
    ['week', '2025-12-31', '2026-01-12', ['2025-12-29', '2026-01-05', '2026-01-12']],
    ['month', '2025-11-30', '2026-02-01', ['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01']],
    ['week', '1969-12-29', '1970-01-05', ['1969-12-29', '1970-01-05']],
    ['month', '0099-12-31', '0100-01-01', ['0099-12-01', '0100-01-01']],
  ])('have every %s from %s to %s, in UTC', (granularity, start, end, expected) => {
    const buckets = [...bucketsOf(rangeOfDays(start, end), granularity)].map((at) =>
      new Date(at).toISOString().slice(0, granularity === 'hour' ? 13 : 10),
    );

    const hours = Array.from({ length: 24 }, (_, hour) => `${start}T${`0${hour}`.slice(-2)}`);
    expect(buckets).toEqual(granularity === 'hour' ? hours : expected);
  });

  it.each([
    ['', ['end_date', 'start_date']],
    ['start_date=2026-01-15&end_date=2026-01-14', ['end_date']],
    ['start_date=x&end_date=y&granularity=year', ['end_date', 'granularity', 'start_date']],
    ['start_date=0001-01-01&end_date=9999-12-31', ['granularity']],
    ['start_date=2020-01-01&end_date=2026-01-01&granularity=hour', ['granularity']],
  ])('are refused for %j', async (query, fields) => {
    using twig = await openTwigServer();

    const answer = await twig.call('GET', `/api/v1/analytics?${query}`);

    expect(answer.status).toBe(400);
    expect(Object.keys(errorBody.parse(await answer.json()).error.details).sort()).toEqual(fields);
  });

  it('need the admin scope', async () => {
    using twig = await openTwigServer();
    const { value } = await twig.writer.createKey({ scopes: ['read', 'write', 'execute'] });

    const answer = await twig.call('GET', '/api/v1/analytics', {
      headers: { authorization: `Bearer ${value}` },
    });

    expect(answer.status).toBe(403);
  });
});
