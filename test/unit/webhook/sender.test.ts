import { describe, expect, it } from 'vitest';
import { createSender, type SenderOptions } from '#webhook/create-sender.ts';
import { retrySchedules } from '#webhook/retry-schedules.ts';
import { signatureSchemes } from '#webhook/scheme.ts';
import { createVerifier } from '#webhook/verify.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { serveFetch } from '../../support/serve-fetch.ts';

const secret = 'a secret of some length';
const body = new TextEncoder().encode('{"event":"agent.updated"}');
const hourMs = 3_600_000;

/** Sends to an endpoint that gives one answer after the other. */
async function sendTo(
  answers: readonly (Response | 'nothing')[],
  options: Partial<SenderOptions> = {},
) {
  const seen: Request[] = [];
  const clock = manualClock({ skips: true });
  const left = [...answers];
  const endpoint: typeof fetch = async (input, init) => {
    seen.push(new Request(input, init));
    const next = left.length > 1 ? left.shift() : left[0];
    if (next === undefined || next === 'nothing') throw new TypeError('fetch failed');
    return next.clone();
  };
  const started = clock.now();
  const sender = createSender({ secret, clock, fetch: endpoint, ...options });
  const result = await sender('http://receiver.test/', body, { id: 'evt_1' });
  return { ...result, seen, tookMs: clock.now() - started, clock };
}

const status = (code: number, headers?: Record<string, string>) =>
  new Response(null, { status: code, headers });

describe('a sender', () => {
  it('tries ten times over three days, then gives up', async () => {
    const { outcome, attempts, tookMs } = await sendTo([status(503)]);

    expect(outcome).toBe('gave_up');
    expect(attempts).toHaveLength(10);
    expect(tookMs).toBe(75 * hourMs + 35 * 60_000 + 5_000);
    expect(attempts.at(-1)?.nextInMs).toBeUndefined();
  });

  it.each([
    ['no answer', 'nothing' as const],
    ['a redirect', status(302, { location: 'http://elsewhere.test/' })],
    ['a refusal', status(401)],
  ])('tries again after %s, and ends when it is delivered', async (_, first) => {
    const { outcome, attempts, seen } = await sendTo([first, status(202)]);

    expect(outcome).toBe('delivered');
    expect(attempts).toHaveLength(2);
    expect(seen.map((request) => request.url)).toEqual(Array(2).fill('http://receiver.test/'));
  });

  it('never sends again after 410', async () => {
    expect(await sendTo([status(410)])).toMatchObject({ outcome: 'gone' });
  });

  it('waits as long as Retry-After says, when that is longer', async () => {
    const answers = [status(503, { 'retry-after': '600' }), status(202)];

    const { attempts } = await sendTo(answers, { schedule: retrySchedules.slack });

    expect(attempts[0]).toMatchObject({ status: 503, nextInMs: 600_000 });
  });

  it('sends once, when that is all its schedule has', async () => {
    const { attempts } = await sendTo([status(500)], { schedule: retrySchedules.github });

    expect(attempts).toHaveLength(1);
  });

  it('signs every attempt anew, under the same id', async () => {
    const scheme = signatureSchemes['standard-webhooks'];
    const answers = [status(500), status(202)];

    const { seen } = await sendTo(answers, { scheme, secret: 'whsec_AAAA' });

    const times = seen.map((request) => Number(request.headers.get('webhook-timestamp')));
    expect(seen.map((request) => request.headers.get('webhook-id'))).toEqual(['evt_1', 'evt_1']);
    expect(times).toEqual([times[0], (times[0] ?? 0) + 5]);
    for (const request of seen) {
      const clock = manualClock({
        startMs: 1000 * Number(request.headers.get('webhook-timestamp')),
      });
      const secrets = [{ id: 'current', value: 'whsec_AAAA' }];
      const verify = createVerifier({ secrets, scheme, clock });
      expect(await verify(request.headers, body)).toMatchObject({ verified: true });
    }
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const sender = createSender({ secret, fetch: async () => status(500) });

    const sending = sender('http://receiver.test/', body, {
      signal: controller.signal,
      onAttempt: () => controller.abort(new Error('enough')),
    });

    await expect(sending).rejects.toThrow('enough');
  });

  it('gives up on an endpoint that does not answer in time', async () => {
    await using server = await serveFetch(() => new Promise(() => {}));
    const sender = createSender({ secret, schedule: { waitsMs: [], timeoutMs: 50 } });

    const { attempts } = await sender(server.url, body);

    expect(attempts).toMatchObject([{ status: undefined }]);
  });
});
