import { describe, expect, it } from 'vitest';
import { RetryError } from '#core/errors.ts';
import { caught } from '../../../support/caught.ts';
import { connectClient } from '../../../support/connect-client.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { type Reply, scriptedServer } from '../../../support/scripted-server.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const source = { id: 'ds_1', type: 'file', name: 'Handbook', status: 'active' };
const ok: Reply = { body: source };
const created: Reply = { status: 201, body: source };

function refusal(status: number, code = 'some_code', message = 'No.'): Reply {
  return { status, body: { error: { code, message, details: { a: 1 } }, request_id: 'req_42' } };
}

describe('TwigClient', () => {
  describe('tries again', () => {
    it.each<[string, Reply]>([
      ['a 500', refusal(500)],
      ['a 502 page of a proxy', { status: 502, body: '<h1>Bad gateway</h1>' }],
      ['a 408', refusal(408)],
      ['a broken connection', 'reset'],
    ])('%s, with the same body and Idempotency-Key', async (_, failure) => {
      await using server = await scriptedServer([failure, failure, created]);
      const { client, clock, waits } = connectClient(server.url);

      await client.dataSources.create({ type: 'file', name: 'A' });

      expect(server.seen).toHaveLength(3);
      expect(new Set(server.seen.map((request) => request.headers['idempotency-key'])).size).toBe(
        1,
      );
      expect(new Set(server.seen.map((request) => request.text)).size).toBe(1);
      expect(clock.sleeps).toEqual([500, 1000]);
      expect(waits[0]).toEqual({ scope: 'write', ms: 500, why: 'retry', perMinute: 10 });
    });

    it('five times in all, and then says so', async () => {
      await using server = await scriptedServer([refusal(500, 'internal_error', 'Disk full.')]);
      const { client, clock } = connectClient(server.url);

      const error = await caught(client.dataSources.get('ds_1'));

      expect(server.seen).toHaveLength(5);
      expect(clock.sleeps).toEqual([500, 1000, 2000, 4000]);
      expect(error).toBeInstanceOf(RetryError);
      expect(error).toMatchObject({
        code: 'internal_error',
        message: `GET ${server.url}/api/v1/data-sources/ds_1 answered 500 "Disk full." (request req_42). Gave up after 5 tries.`,
      });
    });

    it.each<[string, Reply, number]>([
      ['in seconds', { status: 429, headers: { 'retry-after': '12' } }, 12_500],
      [
        'as a date',
        {
          status: 429,
          headers: {
            date: 'Thu, 15 Jan 2026 12:00:00 GMT',
            'retry-after': 'Thu, 15 Jan 2026 12:00:09 GMT',
          },
        },
        9500,
      ],
      ['in the body', { status: 429, body: { error: { retryAfter: 4 } } }, 4500],
    ])('a 429 after the wait that it names %s', async (_, failure, waitMs) => {
      await using server = await scriptedServer([failure, ok]);
      const { client, clock } = connectClient(server.url);

      await client.dataSources.get('ds_1');

      expect(clock.sleeps).toEqual([waitMs]);
    });

    it('a 429 with a named wait more than five times, until the deadline', async () => {
      const full: Reply = { status: 429, headers: { 'retry-after': '12' } };
      await using server = await scriptedServer([full]);
      const { client, clock } = connectClient(server.url);
      const startedAt = clock.now();

      const error = await caught(client.dataSources.get('ds_1', { deadlineMs: 120_000 }));

      expect(error).toMatchObject({ code: 'rate_limit_exceeded', retryAfterMs: 12_000 });
      expect(server.seen.length).toBeGreaterThan(5);
      expect(clock.now() - startedAt).toBeLessThanOrEqual(120_000);
    });

    it('a 503 without a word after five minutes, when the deadline allows it', async () => {
      await using server = await scriptedServer([refusal(503), refusal(503), created]);
      const { client, clock } = connectClient(server.url);

      const error = await caught(client.dataSources.get('ds_1'));
      await client.dataSources.create({ type: 'file', name: 'A' });

      expect(error).toMatchObject({ code: 'service_unavailable', retryAfterMs: 300_000 });
      expect(clock.sleeps).toEqual([300_500]);
    });

    it('three times and fast when nobody is there', async () => {
      const server = await scriptedServer([]);
      await server[Symbol.asyncDispose]();
      const { client, clock } = connectClient(server.url);

      const error = await caught(client.dataSources.list());

      expect(clock.sleeps).toEqual([500, 1000]);
      expect(error).toMatchObject({
        name: 'RetryError',
        code: 'unreachable',
        message: `Cannot reach ${server.url}: connection refused. Gave up after 3 tries.`,
      });
      expect(error).toHaveProperty('hint', expect.stringContaining('Is it running?'));
    });
  });

  describe('stops', () => {
    it('at once when the caller aborts a slow answer', async () => {
      await using server = await scriptedServer(['silence']);
      const { client } = connectClient(server.url);
      const caller = new AbortController();

      const pending = caught(client.dataSources.list({}, { signal: caller.signal }));
      await waitUntil('the request has arrived', () => server.seen.length > 0);
      caller.abort(new Error('the user left'));

      expect(await pending).toHaveProperty('message', 'the user left');
      expect(server.seen).toHaveLength(1);
    });

    it('when the caller aborts while it waits for the next try', async () => {
      await using server = await scriptedServer([refusal(500)]);
      const clock = manualClock();
      const { client } = connectClient(server.url, { clock });
      const caller = new AbortController();

      const pending = caught(client.dataSources.list({}, { signal: caller.signal }));
      await waitUntil('the call waits for its next try', () => clock.sleeping === 1);
      caller.abort(new Error('the user left'));

      expect(await pending).toHaveProperty('message', 'the user left');
      expect(server.seen).toHaveLength(1);
    });

    it('without a request when the signal is aborted already', async () => {
      await using server = await scriptedServer([ok]);
      const { client } = connectClient(server.url);

      const error = await caught(
        client.dataSources.list({}, { signal: AbortSignal.abort(new Error('too late')) }),
      );

      expect(error).toHaveProperty('message', 'too late');
      expect(server.seen).toHaveLength(0);
    });
  });
});
