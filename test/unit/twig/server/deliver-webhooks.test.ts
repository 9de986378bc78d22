import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp, type OpenHttp } from '#http/create-http.ts';
import { backoffMs, pauseMs } from '#twig/server/deliver-webhooks.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { begin, end, push, upsert } from '../../../support/push-body.ts';
import { serveFetch } from '../../../support/serve-fetch.ts';
import { waitUntil } from '../../../support/wait-until.ts';

interface Received {
  readonly signature: string | null;
  readonly body: Buffer;
}

const secret = 'a secret of some length';

describe('webhook delivery', () => {
  let twig: TestServer;
  let http: OpenHttp;
  let stop: AbortController;
  let stopped: Promise<void>;
  let receiver: Awaited<ReturnType<typeof serveFetch>>;
  let received: Received[];
  /** What the receiver answers, first to last; the last one for ever. */
  let answers: number[];

  beforeEach(async () => {
    received = [];
    answers = [202];
    receiver = await serveFetch(async (request) => {
      const body = Buffer.from(await request.arrayBuffer());
      received.push({ signature: request.headers.get('x-twig-signature'), body });
      const status = (answers.length > 1 ? answers.shift() : answers[0]) ?? 500;
      return new Response(null, { status, headers: { location: 'http://127.0.0.1:1/' } });
    });
    http = createHttp();
    twig = await openTwigServer({ http });
    stop = new AbortController();
    stopped = twig.server.runBackground(stop.signal);
  });
  afterEach(async () => {
    stop.abort();
    await stopped;
    await http.close();
    twig[Symbol.dispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const register = (events: readonly string[]) =>
    twig.call('POST', '/api/v1/webhooks', {
      body: { url: `${receiver.url}/hook`, events, secret },
    });
  const sync = async (id: string, seq = 1000) =>
    push(
      twig,
      id,
      begin({ sync_id: `sync_${seq}`, seq, metadata: { commit: 'abc123' } }),
      upsert('a.md', ['größer']),
      end({ counts: { unchanged: 3 } }),
    );
  const endpoint = () => twig.reader.get('SELECT * FROM webhooks');
  const deliveries = () => twig.reader.all('SELECT * FROM deliveries ORDER BY key');

  it('sends the event at once, signed over the exact bytes', async () => {
    await register(['data_source.synced']);
    const id = await twig.createDataSource();

    await sync(id);
    await waitUntil('it arrives', () => received.length === 1);

    const [{ signature, body } = { signature: '', body: Buffer.alloc(0) }] = received;
    expect(signature).toBe(createHmac('sha256', secret).update(body).digest('hex'));
    expect(JSON.parse(body.toString())).toEqual({
      event: 'data_source.synced',
      timestamp: '2026-01-15T12:00:00.000Z',
      data: {
        data_source_id: id,
        sync_id: 'sync_1000',
        namespace: 'docs',
        status: 'active',
        counts: { added: 1, updated: 0, deleted: 0, unchanged: 3, skipped: 0, failed: 0, held: 0 },
        commit: 'abc123',
      },
    });
    await waitUntil('it is noted', () => deliveries()[0]?.state === 'delivered');
  });

  it('sends one event per sync, after its last part, however often that is pushed', async () => {
    await register(['data_source.synced']);
    const id = await twig.createDataSource();

    await push(twig, id, begin(), upsert('a.md', ['x']), end({ last: false }));
    const before = deliveries();
    for (let time = 0; time < 3; time += 1) {
      await push(twig, id, begin({ part: 2 }), upsert('b.md', ['y']), end());
    }

    expect(before).toEqual([]);
    expect(deliveries()).toHaveLength(1);
  });

  it.each([
    500, 404, 302, 410,
  ])('tries again after an answer of %i, until it is taken', async (status) => {
    answers = [status, status, 200];
    await register(['data_source.synced']);

    await sync(await twig.createDataSource());
    await waitUntil('it failed twice and was delivered', async () => {
      await twig.clock.advance(10 * 60_000);
      return deliveries()[0]?.state === 'delivered';
    });

    expect(deliveries()[0]).toMatchObject({ attempts: 3, last_status: 200, last_error: null });
    expect(new Set(received.map(({ body }) => body.toString())).size).toBe(1);
  });

  it('keeps a failed delivery for the next process', async () => {
    answers = [503];
    await register(['data_source.synced']);
    await sync(await twig.createDataSource());
    await waitUntil('it failed', () => deliveries()[0]?.attempts === 1);
    stop.abort();
    await stopped;
    answers = [202];
    await twig.clock.advance(10 * 60_000);

    stop = new AbortController();
    stopped = twig.server.runBackground(stop.signal);

    await waitUntil('it is delivered', () => deliveries()[0]?.state === 'delivered');
    expect(received).toHaveLength(2);
  });

  it('gives the event the name under which the endpoint registered, and others nothing', async () => {
    await register(['datasource.processed', 'agent.updated']);
    await register(['eval.completed']);

    await sync(await twig.createDataSource());
    await waitUntil('it arrives', () => received.length === 1);

    expect(JSON.parse(String(received[0]?.body)).event).toBe('datasource.processed');
    expect(deliveries()).toHaveLength(1);
  });

  it('tells of a sync that failed, with the reason', async () => {
    await register(['datasource.failed']);
    const id = await twig.createDataSource();

    await twig.call('POST', `/api/v1/data-sources/${id}/sync`);
    await waitUntil('it arrives', () => received.length === 1);

    expect(JSON.parse(String(received[0]?.body))).toMatchObject({
      event: 'datasource.failed',
      data: { data_source_id: id, reason: expect.stringContaining('runs no connectors') },
    });
  });

  it('tells nothing to another organisation', async () => {
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };
    const body = { url: receiver.url, events: ['data_source.synced'] };
    await twig.call('POST', '/api/v1/webhooks', { headers, body });

    await sync(await twig.createDataSource());

    expect(deliveries()).toEqual([]);
  });

  it('gives a delivery to one of two processes', async () => {
    stop.abort();
    await stopped;
    await register(['data_source.synced']);
    await sync(await twig.createDataSource());
    const key = Number(deliveries()[0]?.key);
    const dueAt = Number(deliveries()[0]?.due_at);

    const claims = await Promise.all([
      twig.writer.claimDelivery({ key, dueAt, until: dueAt + 60_000 }),
      twig.writer.claimDelivery({ key, dueAt, until: dueAt + 60_000 }),
    ]);

    expect(claims).toEqual([true, false]);
  });

  it('stops while an endpoint hangs, and does not count that attempt', async () => {
    const hanging = Promise.withResolvers<void>();
    await using slow = await serveFetch(async () => {
      received.push({ signature: null, body: Buffer.alloc(0) });
      await hanging.promise;
      return new Response(null);
    });
    const body = { url: slow.url, events: ['data_source.synced'] };
    await twig.call('POST', '/api/v1/webhooks', { body });
    await sync(await twig.createDataSource());
    await waitUntil('the attempt is under way', () => received.length === 1);

    stop.abort();
    await stopped;
    hanging.resolve();

    expect(deliveries()[0]).toMatchObject({ state: 'waiting', attempts: 0 });
  });

  it('gives a delivery up after three days, and keeps it for a person', async () => {
    answers = [500];
    await register(['data_source.synced']);
    await sync(await twig.createDataSource());
    await waitUntil('it is given up', async () => {
      await twig.clock.advance(60 * 60_000);
      return deliveries()[0]?.state !== 'waiting';
    });

    const [delivery] = deliveries();
    const triedForMs = Number(delivery?.settled_at) - Number(delivery?.created_at);
    expect(delivery).toMatchObject({ state: 'dead', last_status: 500 });
    expect(triedForMs / 3_600_000).toBeGreaterThan(60);
    expect(triedForMs / 3_600_000).toBeLessThan(73);
    expect(Number(delivery?.attempts)).toBeGreaterThan(20);
  });

  it('pauses an endpoint that keeps failing, and tries it with one delivery', async () => {
    answers = [500];
    await register(['data_source.synced']);
    const id = await twig.createDataSource();
    for (let seq = 1000; seq < 1012; seq += 1) await sync(id, seq);
    await waitUntil('its circuit is open', () => Number(endpoint()?.failure_count) >= 5);
    await waitUntil(
      'nothing is under way',
      () => Number(endpoint()?.paused_until) > twig.clock.now(),
    );
    const before = received.length;

    await twig.clock.advance(50_000);
    const paused = received.length;
    answers = [202];
    await waitUntil('everything is delivered', async () => {
      await twig.clock.advance(10_000);
      return deliveries().every(({ state }) => state === 'delivered');
    });

    expect(before).toBeLessThanOrEqual(8);
    expect(paused).toBe(before);
    expect(endpoint()).toMatchObject({ failure_count: 0, paused_until: 0 });
  });

  it('lets one endpoint with a long queue hold up no other', async () => {
    const hanging = Promise.withResolvers<void>();
    await using slow = await serveFetch(async () => {
      await hanging.promise;
      return new Response(null);
    });
    const body = { url: slow.url, events: ['data_source.synced'] };
    await twig.call('POST', '/api/v1/webhooks', { body });
    const id = await twig.createDataSource();
    for (let seq = 1000; seq < 1150; seq += 1) await sync(id, seq);
    await register(['data_source.synced']);

    await sync(id, 2000);
    await waitUntil('the other endpoint has its event', () => received.length === 1);
    hanging.resolve();

    expect(JSON.parse(String(received[0]?.body)).data.sync_id).toBe('sync_2000');
  });

  it('forgets after a month what was delivered', async () => {
    await register(['data_source.synced']);
    await sync(await twig.createDataSource());
    await waitUntil('it is delivered', () => deliveries()[0]?.state === 'delivered');

    await waitUntil('the log is tidied', async () => {
      await twig.clock.advance(24 * 60 * 60_000);
      return deliveries().length === 0;
    });
  });
});

describe('the pause of an endpoint', () => {
  it('doubles from a minute up to an hour', () => {
    expect([5, 6, 10, 11, 5000].map(pauseMs)).toEqual([
      60_000, 120_000, 1_920_000, 3_600_000, 3_600_000,
    ]);
  });
});

describe('the backoff', () => {
  it('doubles its ceiling up to four hours and jitters over all of it', () => {
    expect([1, 2, 3, 20].map((attempts) => backoffMs(attempts, () => 1))).toEqual([
      5_000, 10_000, 20_000, 14_400_000,
    ]);
    expect(backoffMs(5, () => 0)).toBe(0);
  });
});
