import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { FixInputError, RetryError } from '#core/errors.ts';
import type { Inbox } from '#core/inbox.ts';
import { createSqliteInbox } from '#runtime/store/sqlite/inbox.ts';
import { createSqliteQueue } from '#runtime/store/sqlite/queue.ts';
import { createReceiver, type Delivery, type ReceiverOptions } from '#webhook/create-receiver.ts';
import { signatureSchemes } from '#webhook/scheme.ts';
import { signDelivery } from '#webhook/sign-delivery.ts';
import { collect } from '../../support/collect.ts';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { serveFetch } from '../../support/serve-fetch.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

const secret = 'a secret of some length';
const kinds = { worker: 'test', leaseMs: 1_000, kinds: ['webhook'] };

/** A receiver over a real inbox on disk, with a clock that stands at noon. */
function openReceiver(options: Partial<ReceiverOptions> = {}) {
  const folder = temporaryFolder();
  const sql = openInboxDatabase(folder.path);
  const clock = manualClock({ startMs: Date.UTC(2026, 0, 15, 12) });
  const inbox = createSqliteInbox(sql, clock);
  const deliveries: Delivery[] = [];
  const receive = createReceiver({
    secrets: [{ id: 'current', value: secret }],
    clock,
    inbox,
    jobFor: (event, messageId) => ({ kind: 'webhook', payload: { messageId, name: event.name } }),
    onDelivery: (delivery) => deliveries.push(delivery),
    ...options,
  });
  return {
    receive,
    inbox,
    queue: createSqliteQueue(sql, clock),
    deliveries,
    clock,
    [Symbol.dispose]() {
      sql.close();
      folder[Symbol.dispose]();
    },
  };
}

function sign(body: Uint8Array | string, key = secret): string {
  return createHmac('sha256', key).update(body).digest('hex');
}

function post(
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string> = {},
): Request {
  return new Request('http://127.0.0.1/webhooks/twig', {
    method: 'POST',
    body,
    headers: { 'x-twig-signature': sign(body), ...headers },
  });
}

function synced(timestamp = '2026-01-15T12:00:00Z', more = ''): string {
  return JSON.stringify({ event: 'datasource.processed', timestamp, data: { id: `ds_1${more}` } });
}

describe('the receiver refuses', () => {
  it.each([
    ['a wrong signature', { 'x-twig-signature': sign(synced(), 'other') }, 401],
    ['an empty signature', { 'x-twig-signature': '' }, 401],
    ['a signature cut short', { 'x-twig-signature': sign(synced()).slice(0, 40) }, 401],
    ['a signature beyond ASCII', { 'x-twig-signature': 'é'.repeat(64) }, 401],
    ['an over-long header', { 'x-twig-signature': 'a'.repeat(5_000) }, 400],
  ])('%s, in the same words', async (_, headers, status) => {
    using receiver = openReceiver();

    const response = await receiver.receive(post(synced(), headers));

    expect(response.status).toBe(status);
    expect(await response.text()).toBe('{"status":"refused"}');
    expect(await collect(receiver.inbox.list())).toEqual([]);
    expect(receiver.deliveries).toHaveLength(1);
  });

  it.each([
    ['72 hours and a second old', '2026-01-12T11:59:59Z', 'stale'],
    ['five minutes and a second ahead', '2026-01-15T12:05:01Z', 'ahead'],
  ])('a signed event that is %s, in the words of a bad signature', async (_, timestamp, reason) => {
    using receiver = openReceiver();

    const response = await receiver.receive(post(synced(timestamp)));

    expect(response.status).toBe(401);
    expect(await response.text()).toBe('{"status":"refused"}');
    expect(receiver.deliveries).toMatchObject([{ outcome: 'refused', reason }]);
    expect(await collect(receiver.inbox.list())).toEqual([]);
  });

  it('anything but POST', async () => {
    using receiver = openReceiver();

    const response = await receiver.receive(new Request('http://127.0.0.1/webhooks/twig'));

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('a compressed body', async () => {
    using receiver = openReceiver();
    const body = new Uint8Array(gzipSync(synced()));

    const response = await receiver.receive(post(body, { 'content-encoding': 'gzip' }));

    expect(response.status).toBe(415);
  });

  it('more than a mebibyte, signed or not', async () => {
    using receiver = openReceiver();

    const fits = await receiver.receive(post(`{"event":"a"}${' '.repeat(1024 * 1024 - 13)}`));
    const tooLarge = await receiver.receive(post(`{"event":"a"}${' '.repeat(1024 * 1024 - 12)}`));

    expect([fits.status, tooLarge.status]).toEqual([202, 413]);
  });

  it('to exist without a usable secret', () => {
    expect(() => openReceiver({ secrets: [] })).toThrow(FixInputError);
    expect(() => openReceiver({ secrets: [{ id: 'current', value: '' }] })).toThrow(FixInputError);
  });
});

describe('the receiver accepts', () => {
  it('a signed event: 202 with a receipt, message and job stored', async () => {
    using receiver = openReceiver();
    const body = synced();

    const response = await receiver.receive(post(body));

    const receipt = (await response.json()) as { readonly status: string; readonly id: string };
    expect([response.status, receipt.status]).toEqual([202, 'accepted']);
    expect(await receiver.inbox.get(receipt.id)).toMatchObject({
      source: 'twig',
      event: 'data_source.synced',
      secretId: 'current',
      state: 'queued',
      receivedAt: receiver.clock.now(),
      body: new TextEncoder().encode(body),
    });
    expect((await receiver.queue.lease(kinds))?.payload).toEqual({
      messageId: receipt.id,
      name: 'data_source.synced',
    });
    expect(receiver.deliveries).toMatchObject([{ outcome: 'accepted', freshness: 'fresh' }]);
  });

  it('the same body once, also when it comes twice at once, and answers with the first receipt', async () => {
    using receiver = openReceiver();

    const together = await Promise.all([
      receiver.receive(post(synced())),
      receiver.receive(post(synced())),
    ]);
    const later = await receiver.receive(post(synced(), { 'x-delivery-id': 'another' }));

    const ids = await Promise.all(
      [...together, later].map(async (response) => (await response.json()) as { id: string }),
    );
    expect(together.map((response) => response.status).sort()).toEqual([200, 202]);
    expect(later.status).toBe(200);
    expect(new Set(ids.map((receipt) => receipt.id)).size).toBe(1);
    expect(await collect(receiver.inbox.list())).toHaveLength(1);
    await receiver.queue.lease(kinds);
    expect(await receiver.queue.lease(kinds)).toBeUndefined();
  });

  it.each([
    ['that is no UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), 'The body is not valid UTF-8.'],
    ['that is no JSON', new TextEncoder().encode('event=a'), 'The body is not JSON.'],
  ])('an honestly signed body %s: 202, dead with its reason', async (_, body, reason) => {
    using receiver = openReceiver();

    const response = await receiver.receive(post(body));

    expect(response.status).toBe(202);
    expect(await collect(receiver.inbox.list())).toMatchObject([
      { state: 'dead', reason, event: undefined, body },
    ]);
    expect(await receiver.queue.lease(kinds)).toBeUndefined();
    expect(receiver.deliveries).toMatchObject([{ outcome: 'accepted', reason }]);
  });

  it('an event that nobody knows, and one that comes late', async () => {
    using receiver = openReceiver();

    const unknown = await receiver.receive(post('{"event":"moon.full","data":{}}'));
    const late = await receiver.receive(post(synced('2026-01-14T12:00:00Z')));

    expect([unknown.status, late.status]).toEqual([202, 202]);
    expect(receiver.deliveries).toMatchObject([
      { event: 'moon.full', freshness: 'undated' },
      { event: 'data_source.synced', freshness: 'late' },
    ]);
  });

  it('another body under a signed id: 202, stored as a conflict, alerted, not worked on', async () => {
    using receiver = openReceiver({
      scheme: signatureSchemes['standard-webhooks'],
      secrets: [{ id: 'a', value: 'whsec_AAAA' }],
    });
    const at = receiver.clock.now();
    const send = async (text: string) => {
      const scheme = signatureSchemes['standard-webhooks'];
      const signing = { secret: 'whsec_AAAA', scheme, at, id: 'evt_1' };
      const headers = await signDelivery(new TextEncoder().encode(text), signing);
      return receiver.receive(post(text, headers));
    };

    const first = await send(synced());
    const again = await send(synced());
    const other = await send(synced(undefined, 'b'));

    expect([first.status, again.status, other.status]).toEqual([202, 200, 202]);
    expect(await other.text()).toMatch(/^\{"status":"accepted","id":"msg_\w+"\}$/);
    expect(receiver.deliveries.at(-1)).toMatchObject({ outcome: 'conflict' });
    const stored = await collect(receiver.inbox.list());
    expect(stored.map((message) => message.state)).toEqual(['conflict', 'queued']);
    await receiver.queue.lease(kinds);
    expect(await receiver.queue.lease(kinds)).toBeUndefined();
  });

  it('an id inside the body like a signed one, where a pointer says it stands', async () => {
    using receiver = openReceiver({ idPointer: '/data/event~1id' });
    const event = (id: unknown, note: string) =>
      JSON.stringify({ event: 'agent.updated', data: { 'event/id': id, note } });

    const outcomes: string[] = [];
    for (const body of [
      event('evt_1', 'a'),
      event('evt_1', 'b'),
      event(7, 'a'),
      event(7, 'b'),
      event({}, 'a'),
      event('x'.repeat(300), 'a'),
    ]) {
      await receiver.receive(post(body));
      outcomes.push(receiver.deliveries.at(-1)?.outcome ?? '');
    }

    expect(outcomes).toEqual([
      'accepted',
      'conflict',
      'accepted',
      'conflict',
      'accepted',
      'accepted',
    ]);
  });
});

describe('when the store is down', () => {
  const failing: Pick<Inbox, 'accept'> = {
    accept: () => Promise.reject(new RetryError('gone', { code: 'store_unavailable' })),
  };

  it('the answer is 503 with Retry-After, and the cause is reported', async () => {
    using receiver = openReceiver({ inbox: failing });

    const response = await receiver.receive(post(synced()));

    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.text()).toBe('{"status":"unavailable"}');
    expect(receiver.deliveries).toMatchObject([
      { outcome: 'unavailable', cause: { code: 'store_unavailable' } },
    ]);
  });

  it('what was refused then is stored once the store is back, and nothing twice', async () => {
    let down = false;
    using stored = openReceiver();
    using receiver = openReceiver({
      inbox: {
        accept: (message) => (down ? failing.accept(message) : stored.inbox.accept(message)),
      },
    });
    const bodies = Array.from({ length: 20 }, (_, index) => synced(undefined, String(index)));
    const send = async (body: string) => (await receiver.receive(post(body))).status;

    const before = await Promise.all(bodies.slice(0, 10).map(send));
    down = true;
    const during = await Promise.all(bodies.slice(5).map(send));
    down = false;
    const after = await Promise.all(bodies.slice(5).map(send));

    expect(new Set(before)).toEqual(new Set([202]));
    expect(new Set(during)).toEqual(new Set([503]));
    expect(after.filter((status) => status === 200)).toHaveLength(5);
    expect(after.filter((status) => status === 202)).toHaveLength(10);
    const kept = (await collect(stored.inbox.list())).map((m) => new TextDecoder().decode(m.body));
    expect(kept.sort()).toEqual(bodies.sort());
  });

  it('a job that cannot be made is 503 too: nothing was stored', async () => {
    using receiver = openReceiver({
      jobFor: () => {
        throw new Error('no suite');
      },
    });

    const response = await receiver.receive(post(synced()));

    expect(response.status).toBe(503);
    expect(await collect(receiver.inbox.list())).toEqual([]);
  });
});

describe('over real HTTP', () => {
  it('two mebibytes get 413, a sender that breaks off harms nobody, the next one is served', async () => {
    using receiver = openReceiver();
    await using server = await serveFetch(receiver.receive);
    const big = 'x'.repeat(2 * 1024 * 1024);

    const tooLarge = await fetch(server.url, {
      method: 'POST',
      body: big,
      headers: { 'x-twig-signature': sign(big) },
    });
    const brokenOff = httpRequest({
      port: server.port,
      method: 'POST',
      headers: { 'content-length': 99 },
    });
    brokenOff.on('error', () => {});
    brokenOff.write('half');
    brokenOff.on('socket', (socket) =>
      socket.on('connect', () => setImmediate(() => brokenOff.destroy())),
    );
    await waitUntil('the broken request is noticed', () => receiver.deliveries.length === 2);
    const next = await fetch(server.url, {
      method: 'POST',
      body: synced(),
      headers: { 'x-twig-signature': sign(synced()) },
    });

    expect(tooLarge.status).toBe(413);
    expect(receiver.deliveries[1]).toMatchObject({
      outcome: 'unverifiable',
      reason: 'body_cut_off',
    });
    expect(next.status).toBe(202);
  });

  it('a sender that is too slow gets 408 and its connection is closed; the next one is served', async () => {
    using receiver = openReceiver({ bodyTimeoutMs: 100, clock: systemClock });
    await using server = await serveFetch(receiver.receive);
    const started = Date.now();

    const answered = await new Promise<number | undefined>((resolve) => {
      const slow = httpRequest({
        port: server.port,
        method: 'POST',
        headers: { 'content-length': 99, 'x-twig-signature': sign('') },
      });
      slow.on('response', (response) => resolve(response.statusCode));
      slow.on('error', () => resolve(undefined));
      slow.write('half');
    });
    const next = await fetch(server.url, {
      method: 'POST',
      body: '{"event":"a"}',
      headers: { 'x-twig-signature': sign('{"event":"a"}') },
    });

    expect(answered).toBe(408);
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(receiver.deliveries[0]).toMatchObject({ outcome: 'too_slow' });
    expect(next.status).toBe(202);
  });
});
