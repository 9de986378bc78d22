import { describe, expect, it } from 'vitest';
import type { Http } from '#core/http.ts';
import { readAllowances } from '../../../connectors/confluence/read-allowances.ts';
import { spareQuota } from '../../../connectors/confluence/spare-quota.ts';
import { collectSource } from '../../support/collect-source.ts';
import { createFakeQuota } from '../../support/fake-confluence/quota.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import { confluenceSource } from './confluence-source.ts';
import { serveSite } from './serve-site.ts';

const now = Date.UTC(2026, 0, 15, 12);
const minuteMs = 60_000;
const { signal } = new AbortController();

describe('what an answer says is left', () => {
  it.each([
    ['nothing', {}, []],
    [
      'a window of Cloud that is near its end',
      {
        'x-ratelimit-limit': '65000',
        'x-ratelimit-remaining': '12000',
        'x-ratelimit-reset': '2026-01-15T12:30:00Z',
        'x-ratelimit-nearlimit': 'true',
      },
      [{ left: 12_000, of: 65_000, resetsAt: now + 30 * minuteMs, isNear: true }],
    ],
    [
      'a window by the clock of the site, which is an hour ahead',
      {
        date: 'Thu, 15 Jan 2026 13:00:00 GMT',
        'x-ratelimit-remaining': '500',
        'x-ratelimit-reset': '2026-01-15T13:10:00Z',
      },
      [{ left: 500, of: undefined, resetsAt: now + 10 * minuteMs, isNear: false }],
    ],
    [
      'requests of this second',
      { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0' },
      [{ left: 0, of: 100, resetsAt: undefined, isNear: true }],
    ],
    [
      'a bucket of Data Center',
      {
        'x-ratelimit-limit': '50',
        'x-ratelimit-remaining': '4',
        'x-ratelimit-fillrate': '10',
        'x-ratelimit-interval-seconds': '60',
      },
      [{ left: 4, of: 50, isNear: true, refillMs: 6_000 }],
    ],
    [
      'the points of an hour, for each quota',
      {
        'beta-ratelimit-policy': '"global-app-quota";q=65000;w=3600, "other";q=10;w=60',
        'beta-ratelimit': '"global-app-quota";r=64000;t=1800, "other";r=1;t=30',
      },
      [
        { left: 64_000, of: 65_000, resetsAt: now + 30 * minuteMs, isNear: false },
        { left: 1, of: 10, resetsAt: now + 30_000, isNear: true },
      ],
    ],
    ['nonsense', { 'x-ratelimit-remaining': 'many', ratelimit: ';;r=,"x"' }, []],
  ])('is read of %s', (_, headers, expected) => {
    expect(readAllowances(headers, now)).toMatchObject(expected);
  });
});

/** An http that answers with these headers, one after the other, and a clock that skips its waits. */
function spare(answers: readonly Readonly<Record<string, string>>[], clock: ManualClock) {
  let at = 0;
  const http: Http = async () => {
    const headers = answers[Math.min(at, answers.length - 1)] ?? {};
    at += 1;
    return { status: 200, headers, body: new Uint8Array() };
  };
  const sparing = spareQuota(http, { clock });
  const ask = (url = 'https://site.example/a') => sparing.http({ url }, signal);
  return { ask, ...sparing };
}

const windowWith = (left: number, minutes: number) => ({
  'x-ratelimit-limit': '1000',
  'x-ratelimit-remaining': String(left),
  'x-ratelimit-reset': new Date(now + minutes * minuteMs).toISOString(),
});

describe('a site that tells what is left', () => {
  it('is asked at full speed while there is plenty', async () => {
    const clock = manualClock({ skips: true, startMs: now });
    const { ask } = spare([windowWith(900, 30), windowWith(800, 30)], clock);

    for (let at = 0; at < 5; at += 1) await ask();

    expect(clock.sleeps).toEqual([]);
  });

  it('is asked so that what is left lasts until there is more, by what a request costs', async () => {
    const clock = manualClock({ skips: true, startMs: now });
    const { ask } = spare([windowWith(100, 10), windowWith(90, 10), windowWith(90, 10)], clock);

    for (let at = 0; at < 4; at += 1) await ask();

    const [first = 0, second = 0] = clock.sleeps;
    // The first costs one point as far as we know: a hundredth of the ten minutes; ten points make it dearer.
    expect(first).toBe(0.01 * 10 * minuteMs);
    expect(second).toBeGreaterThan(2 * first);
  });

  it('is left alone when nothing is left, and asked again when there is', async () => {
    const clock = manualClock({ skips: true, startMs: now });
    const { ask } = spare([windowWith(0, 3), windowWith(1000, 63)], clock);

    for (let at = 0; at < 4; at += 1) await ask();

    expect(clock.sleeps).toEqual([3 * minuteMs]);
  });

  it('is asked after all where the wait would be long: it says itself how long', async () => {
    const clock = manualClock({ skips: true, startMs: now });
    const { ask } = spare([windowWith(0, 50)], clock);

    for (let at = 0; at < 2; at += 1) await ask();

    expect(clock.sleeps).toEqual([]);
  });

  it('that fills a bucket is asked as fast as it fills it', async () => {
    const clock = manualClock({ skips: true, startMs: now });
    const bucket = {
      'x-ratelimit-limit': '50',
      'x-ratelimit-remaining': '4',
      'x-ratelimit-fillrate': '10',
      'x-ratelimit-interval-seconds': '60',
    };
    const { ask } = spare([bucket], clock);

    for (let at = 0; at < 4; at += 1) await ask();

    expect(clock.now() - now).toBe(2 * 6_000);
  });

  it('does not slow down another host', async () => {
    const clock = manualClock({ skips: true, startMs: now });
    const { ask } = spare([windowWith(0, 3), {}], clock);
    await ask();

    await ask('https://media.example/file');

    expect(clock.sleeps).toEqual([]);
  });

  it('is not waited for by somebody who stops', async () => {
    const clock = manualClock({ startMs: now });
    const { http } = spare([windowWith(0, 3)], clock);
    const stop = new AbortController();
    await http({ url: 'https://site.example/a' }, stop.signal);

    const waiting = http({ url: 'https://site.example/a' }, stop.signal);
    stop.abort(new Error('stopped'));

    await expect(waiting).rejects.toThrow('stopped');
  });
});

describe('a read under an hourly quota', () => {
  it('goes slower before it is refused, and reads everything', async () => {
    const clock = manualClock({ skips: true });
    const quota = createFakeQuota({ clock, of: 100, windowMs: 10 * minuteMs, cost: 5 });
    const site = await serveSite({ quota });
    site.state.addSpace('ENG');
    for (let at = 0; at < 60; at += 1) {
      site.state.add({ type: 'page', spaceKey: 'ENG', storage: '<p>Words.</p>' });
    }

    const source = confluenceSource(site, { concurrency: 1 }, { clock });
    const { items } = await collectSource(source);
    for (const item of items.values()) await item.load?.(signal);

    expect(items.size).toBe(60);
    expect(quota.refused).toBe(0);
    expect(site.log.length).toBeGreaterThan(60);
  });

  it('is told by the check', async () => {
    const clock = manualClock({ skips: true });
    const quota = createFakeQuota({ clock, of: 1_000, windowMs: 10 * minuteMs, cost: 1 });
    const site = await serveSite({ quota });
    site.state.addSpace('ENG');
    const subjects: string[] = [];

    for await (const { subject } of confluenceSource(site, {}, { clock }).check?.() ?? []) {
      subjects.push(subject);
    }

    expect(subjects.at(-1)).toMatch(
      /^what the site allows: 99\d of 1,000 left until 2026-01-15T12:10:00/,
    );
  });
});
