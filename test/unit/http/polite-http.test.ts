import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RetryError, SkipDocumentError, StopScopeError } from '#core/errors.ts';
import { createHttp, type OpenHttp } from '#http/create-http.ts';
import type { HostWait } from '#http/host-gate.ts';
import { type PoliteOptions, politeHttp } from '#http/polite-http.ts';
import { caught } from '../../support/caught.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { scriptedServer } from '../../support/scripted-server.ts';
import { waitUntil } from '../../support/wait-until.ts';

const signal = new AbortController().signal;
const minutes = (count: number) => count * 60_000;
let http: OpenHttp;

beforeEach(() => {
  http = createHttp({ connectionsPerHost: 64 });
});
afterEach(() => http.close());

/** Polite towards real servers, on a clock that nobody has to wait for. */
function setUp(options: Partial<PoliteOptions> = {}, clock = manualClock({ skips: true })) {
  const waits: HostWait[] = [];
  const polite = politeHttp(http, {
    clock,
    random: () => 0.5,
    onWait: (wait) => waits.push(wait),
    ...options,
  });
  return { polite, clock, waits };
}

describe('politeHttp: tries', () => {
  it.each([
    408, 500, 502, 504, 529,
  ])('tries a %d again, after half of 1 s and 2 s', async (status) => {
    await using server = await scriptedServer([{ status }, { status }, { body: 'x' }]);
    const { polite, clock } = setUp();

    const answer = await polite({ url: server.url }, signal);

    expect(answer.status).toBe(200);
    expect(clock.sleeps).toEqual([500, 1000]);
  });

  it('returns the last answer when the tries are used up', async () => {
    await using server = await scriptedServer([{ status: 500, body: 'broken' }]);
    const { polite } = setUp();

    const answer = await polite({ url: server.url }, signal);

    expect(answer.status).toBe(500);
    expect(Buffer.from(answer.body).toString()).toBe('broken');
    expect(server.seen).toHaveLength(3);
  });

  it.each([
    200, 301, 304, 400, 401, 403, 404, 410, 422, 501,
  ])('does not repeat a %d', async (status) => {
    await using server = await scriptedServer([{ status }]);
    const { polite, clock } = setUp();

    const answer = await polite({ url: server.url }, signal);

    expect(answer.status).toBe(status);
    expect(server.seen).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  it('tries again when the connection is reset or nothing comes', async () => {
    await using server = await scriptedServer(['reset', 'silence', { body: 'x' }]);
    const { polite } = setUp();

    const answer = await polite({ url: server.url, timeoutMs: 1_000 }, signal);

    expect(answer.status).toBe(200);
    expect(server.seen).toHaveLength(3);
  });

  it('says how often it tried when no answer ever came', async () => {
    await using server = await scriptedServer(['reset']);
    const { polite } = setUp();

    const error = await caught(polite({ url: server.url }, signal));

    expect(error).toBeInstanceOf(RetryError);
    expect(error).toMatchObject({
      code: 'connection_lost',
      message: expect.stringMatching(/Gave up after 3 tries\.$/),
    });
  });

  it('does not repeat what cannot become better', async () => {
    await using server = await scriptedServer([{ body: 'much too long' }]);
    const { polite } = setUp();

    const error = await caught(polite({ url: server.url, maxBytes: 3 }, signal));

    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(server.seen).toHaveLength(1);
  });

  it('lets others go on while a page waits for its next try', async () => {
    await using server = await scriptedServer(({ path }) => ({
      status: path === '/bad' ? 500 : 200,
    }));
    const { polite, clock } = setUp({ concurrencyPerHost: 1 }, manualClock());

    const bad = polite({ url: `${server.url}/bad` }, signal);
    await waitUntil('the bad page waits', () => clock.sleeping === 1);
    const good = await polite({ url: `${server.url}/good` }, signal);
    await clock.advance(500);
    await waitUntil('the bad page waits again', () => clock.sleeping === 1);
    await clock.advance(1000);

    expect(good.status).toBe(200);
    expect((await bad).status).toBe(500);
  });
});

describe('politeHttp: being asked to wait', () => {
  it('lets a page that was refused go before those that have not been sent', async () => {
    let refused = false;
    await using server = await scriptedServer(({ path }) => {
      const status = path === '/0' && !refused ? 429 : 200;
      refused ||= status === 429;
      return { status };
    });
    const { polite } = setUp({ concurrencyPerHost: 1 });

    await Promise.all([0, 1, 2, 3].map((page) => polite({ url: `${server.url}/${page}` }, signal)));

    // The place that fell free was given on before the refusal was known to be one.
    expect(server.seen.map(({ path }) => path)).toEqual(['/0', '/1', '/0', '/2', '/3']);
  });

  it.each([
    ['429 in seconds', 429, '90'],
    ['503 in seconds', 503, '90'],
    ['500 in seconds', 500, '90'],
    ['429 as a date', 429, 'Thu, 15 Jan 2026 12:01:30 GMT'],
  ])('waits exactly as long as asked: %s', async (_, status, retryAfter) => {
    const refusal = {
      status,
      headers: { 'retry-after': retryAfter, date: 'Thu, 15 Jan 2026 12:00:00 GMT' },
    };
    await using server = await scriptedServer([refusal, { body: 'x' }]);
    const { polite, clock, waits } = setUp();

    const answer = await polite({ url: server.url }, signal);

    expect(answer.status).toBe(200);
    expect(clock.sleeps).toEqual([90_000]);
    expect(waits).toEqual([{ host: new URL(server.url).host, ms: 90_000, why: 'asked' }]);
  });

  it('waits 2 s, doubling to 60 s, when a 429 names no time, and uses up no try', async () => {
    const storm = Array.from({ length: 8 }, () => ({ status: 429 }));
    await using server = await scriptedServer([...storm, { body: 'x' }]);
    const { polite, clock } = setUp();

    const answer = await polite({ url: server.url }, signal);

    expect(answer.status).toBe(200);
    expect(clock.sleeps).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('does not take a wait of zero seconds for leave to storm', async () => {
    const now = { status: 429, headers: { 'retry-after': '0' } };
    await using server = await scriptedServer([now, now, { body: 'x' }]);
    const { polite, clock } = setUp();

    await polite({ url: server.url }, signal);

    expect(clock.sleeps).toEqual([2000, 4000]);
  });

  it.each([
    ['names no time', {}],
    ['asks for zero seconds', { 'retry-after': '0' }],
  ])('counts a 503 that %s as a try, and pauses the host for it', async (_, headers) => {
    await using server = await scriptedServer([{ status: 503, headers }]);
    const { polite, clock } = setUp();

    const answer = await polite({ url: server.url }, signal);

    expect(answer.status).toBe(503);
    expect(server.seen).toHaveLength(3);
    expect(clock.sleeps).toEqual([2000, 4000]);
  });

  it('starts again at 2 s after a proper answer', async () => {
    const busy = { status: 429 };
    await using server = await scriptedServer([busy, busy, {}, busy, {}]);
    const { polite, clock } = setUp();

    await polite({ url: server.url }, signal);
    await polite({ url: server.url }, signal);

    expect(clock.sleeps).toEqual([2000, 4000, 2000]);
  });

  it('pauses the whole host in a storm of 429s, once, and other hosts not at all', async () => {
    let storms = true;
    await using server = await scriptedServer(() => ({ status: storms ? 429 : 200 }));
    await using other = await scriptedServer([{ body: 'x' }]);
    const { polite, clock, waits } = setUp({ concurrencyPerHost: 4 }, manualClock());

    const pages = Array.from({ length: 20 }, (_, page) =>
      polite({ url: `${server.url}/${page}` }, signal),
    );
    await waitUntil('all four places wait', () => clock.sleeping === 4);
    const elsewhere = await polite({ url: other.url }, signal);
    const seenInStorm = server.seen.length;
    storms = false;
    await clock.advance(2000);
    const answers = await Promise.all(pages);

    expect(seenInStorm).toBe(4);
    expect(waits).toEqual([{ host: new URL(server.url).host, ms: 2000, why: 'backoff' }]);
    expect(elsewhere.status).toBe(200);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  it('waits for the longest of the times that one burst was asked for', async () => {
    const asked = ['3', '30'];
    await using server = await scriptedServer((_, index) =>
      index < 2 ? { status: 429, headers: { 'retry-after': asked[index] ?? '' } } : { body: 'x' },
    );
    const { polite, clock } = setUp({}, manualClock());

    const pages = ['/a', '/b'].map((path) => polite({ url: server.url + path }, signal));
    await waitUntil('both wait', () => clock.sleeping === 2);
    await clock.advance(29_999);
    const seenBefore = server.seen.length;
    await clock.advance(1);
    await Promise.all(pages);

    expect(seenBefore).toBe(2);
  });

  it('returns a page that is refused ten times while others get through', async () => {
    await using server = await scriptedServer(({ path }) => ({
      status: path === '/bad' ? 429 : 200,
    }));
    const { polite } = setUp();
    let over = false;

    const bad = polite({ url: `${server.url}/bad` }, signal).finally(() => {
      over = true;
    });
    while (!over) await polite({ url: `${server.url}/good` }, signal);

    expect((await bad).status).toBe(429);
    const refused = server.seen.filter(({ path }) => path === '/bad').length;
    expect(refused).toBeGreaterThanOrEqual(10);
    expect(refused).toBeLessThan(20);
  });
});

describe('politeHttp: giving up on a host', () => {
  it('ends the scope when a host does not answer properly for 15 minutes', async () => {
    await using server = await scriptedServer([{ status: 429 }]);
    const { polite, clock } = setUp();
    const startedAt = clock.now();

    const error = await caught(polite({ url: server.url }, signal));
    const next = await caught(polite({ url: server.url }, signal));

    expect(error).toBeInstanceOf(StopScopeError);
    expect(error).toMatchObject({ code: 'host_stalled', hint: expect.any(String) });
    expect(clock.now() - startedAt).toBeGreaterThan(minutes(13));
    expect(clock.now() - startedAt).toBeLessThanOrEqual(minutes(15));
    expect(next).toBe(error);
  });

  it('forgets earlier trouble at each proper answer', async () => {
    const busy = { status: 429, headers: { 'retry-after': '600' } };
    await using server = await scriptedServer([busy, {}, busy, {}, busy, {}]);
    const { polite } = setUp();

    for (let page = 0; page < 3; page += 1) {
      expect((await polite({ url: server.url }, signal)).status).toBe(200);
    }
  });

  it('does not start a wait that is longer than it may last', async () => {
    await using server = await scriptedServer([
      { status: 503, headers: { 'retry-after': '3600' } },
    ]);
    const { polite, clock } = setUp();

    const error = await caught(polite({ url: server.url }, signal));

    expect(error).toMatchObject({
      code: 'host_stalled',
      message: `Gave up on ${new URL(server.url).host}; it asks to be left alone for 1 h 00 min.`,
    });
    expect(clock.sleeps).toEqual([]);
  });

  it('sends those home at once who wait for a host that is given up', async () => {
    const replies = [
      { status: 429, headers: { 'retry-after': '600' } },
      { status: 429, headers: { 'retry-after': '3600' } },
    ];
    const { promise: firstWaits, resolve: letSecondAnswer } = Promise.withResolvers<void>();
    await using server = await scriptedServer(async (_, index) => {
      if (index > 0) await firstWaits;
      return replies[index] ?? {};
    });
    const { polite, clock } = setUp({}, manualClock());

    const pages = ['/a', '/b', '/c', '/d'].map((path) =>
      caught(polite({ url: server.url + path }, signal)),
    );
    await waitUntil('someone waits', () => clock.sleeping >= 1);
    letSecondAnswer();
    const errors = await Promise.all(pages);

    expect(errors.map((error) => error instanceof StopScopeError)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(server.seen).toHaveLength(2);
    expect(clock.sleeping).toBe(0);
  });

  it('counts silence too', async () => {
    await using server = await scriptedServer(['reset']);
    const { polite } = setUp({ stallMs: 1000, maxTries: 100 });

    const error = await caught(polite({ url: server.url }, signal));

    expect(error).toMatchObject({
      code: 'host_stalled',
      cause: expect.objectContaining({ code: 'connection_lost' }),
    });
  });
});

describe('politeHttp: places and delays', () => {
  it.each([
    [undefined, 2],
    [1, 1],
    [32, 32],
  ])('keeps to its places at one host: %s', async (concurrencyPerHost, most) => {
    let now = 0;
    let peak = 0;
    await using server = await scriptedServer(async () => {
      now += 1;
      peak = Math.max(peak, now);
      await waitUntil('every place is taken', () => peak >= most);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now -= 1;
      return {};
    });
    const { polite } = setUp(concurrencyPerHost === undefined ? {} : { concurrencyPerHost });

    await Promise.all(Array.from({ length: 40 }, () => polite({ url: server.url }, signal)));

    expect(peak).toBe(most);
  });

  it('keeps the crawl delay between starts, also with several places', async () => {
    await using server = await scriptedServer(() => ({}));
    const { polite, clock } = setUp({}, manualClock());
    polite.setCrawlDelay(new URL(server.url).host, 5000);

    const pages = Promise.all([1, 2, 3].map(() => polite({ url: server.url }, signal)));
    const seen: number[] = [];
    for (const count of [1, 2, 3]) {
      await waitUntil(`request ${count} came`, () => server.seen.length >= count);
      await waitUntil('the next one waits', () => count === 3 || clock.sleeping > 0);
      await clock.advance(4999);
      seen.push(server.seen.length);
      await clock.advance(1);
    }
    await pages;

    expect(seen).toEqual([1, 2, 3]);
  });

  it.each([
    ['a pause', { status: 429, headers: { 'retry-after': '60' } }],
    ['a retry', { status: 500 }],
  ])('lets a caller leave who waits for the end of %s', async (_, reply) => {
    await using server = await scriptedServer([reply]);
    const { polite, clock } = setUp({}, manualClock());
    const caller = new AbortController();

    const pending = caught(polite({ url: server.url }, caller.signal));
    await waitUntil('it waits', () => clock.sleeping === 1);
    caller.abort(new Error('the user left'));

    expect(await pending).toHaveProperty('message', 'the user left');
    expect(clock.sleeping).toBe(0);
  });

  it('lets a caller leave who waits for a place, and keeps the place for others', async () => {
    await using server = await scriptedServer(['silence', { body: 'x' }]);
    const { polite } = setUp({ concurrencyPerHost: 1 });
    const first = new AbortController();
    const second = new AbortController();

    const holding = caught(polite({ url: server.url }, first.signal));
    await waitUntil('the first has arrived', () => server.seen.length === 1);
    const waiting = caught(polite({ url: server.url }, second.signal));
    second.abort(new Error('the second left'));
    const left = await waiting;
    first.abort(new Error('the first left'));
    await holding;
    const third = await polite({ url: server.url }, signal);

    expect(left).toHaveProperty('message', 'the second left');
    expect(third.status).toBe(200);
    expect(server.seen).toHaveLength(2);
  });
});
