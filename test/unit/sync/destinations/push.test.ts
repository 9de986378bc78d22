import { describe, expect, it } from 'vitest';
import type { Change } from '#core/change.ts';
import type { Delivery, SyncIdentity } from '#core/destination.ts';
import { createPushDestination } from '#sync/destinations/push.ts';
import { caught } from '../../../support/caught.ts';
import { collect } from '../../../support/collect.ts';
import { connectClient } from '../../../support/connect-client.ts';
import type { Reply } from '../../../support/scripted-server.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { linesOf, type PushServerOptions, pushServer } from './push-server.ts';

const signal = new AbortController().signal;
const label = 'data source "Handbook"';
const sync: SyncIdentity = {
  syncId: 'sync_1',
  namespace: 'docs',
  seq: 2000,
  metadata: { commit: 'abc', ownKey: { innerKey: 1 } },
};
const counts = { added: 3, updated: 0 };

interface DeliveryOptions extends PushServerOptions {
  readonly partBytes?: number;
  readonly compress?: boolean;
}

async function openDelivery(options: DeliveryOptions = {}) {
  const server = await pushServer(options);
  const { client, waits } = connectClient(server.url);
  const destination = createPushDestination({
    client: client.dataSources,
    dataSourceId: 'ds_1',
    label,
    ...(options.partBytes !== undefined && { maxPartBytes: options.partBytes }),
    ...(options.compress !== undefined && { compress: options.compress }),
  });
  const open = () => destination.open(sync, signal);
  return { server, open, waits, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function upsert(id: string, text = 'Some text.'): Change {
  return {
    do: 'upsert',
    document: {
      id,
      url: `https://x.example/${id}`,
      title: id,
      version: 'v1',
      contentHash: 'h1',
      signature: 's1',
      mediaType: 'text/markdown',
      language: undefined,
      updatedAt: undefined,
      breadcrumb: ['Guide'],
      metadata: { someKey: 1 },
      acl: {
        kind: 'restricted',
        allOf: [[{ source: 'slack', kind: 'group', id: 'g1' }]],
      },
    },
    chunks: [
      {
        id: `chk_${id}`,
        index: 0,
        text,
        start: 0,
        end: text.length,
        headings: ['Guide', 'Start'],
        anchor: 'start',
        tokenCount: 3,
        contentHash: 'c1',
      },
    ],
  };
}

function rowsOf(delivery: Delivery) {
  if (delivery.manifest === undefined) throw new Error('A push delivery has a manifest.');
  return delivery.manifest.documents(signal);
}

async function deliver(delivery: Delivery, changes: readonly Change[]) {
  const receipts = [];
  for (const change of changes) receipts.push(...(await delivery.add(change, signal)));
  receipts.push(...(await delivery.finish(counts, signal)));
  return receipts;
}

describe('the push destination', () => {
  it('sends begin, the changes in order, and end, in the names of the wire', async () => {
    await using it = await openDelivery({ seq: 1000 });

    const delivery = await it.open();
    const receipts = await deliver(delivery, [
      upsert('a.md', 'Ümläute & 🌲'),
      { do: 'delete', documentId: 'b.md' },
    ]);

    expect(receipts).toEqual([
      { documentId: 'a.md', outcome: 'stored' },
      { documentId: 'b.md', outcome: 'removed' },
    ]);
    expect(it.server.parts).toEqual([
      [
        {
          op: 'begin',
          sync_id: 'sync_1',
          part: 1,
          seq: 2000,
          expected: 1000,
          namespace: 'docs',
          metadata: { commit: 'abc', ownKey: { innerKey: 1 } },
        },
        {
          op: 'upsert',
          document: {
            id: 'a.md',
            url: 'https://x.example/a.md',
            title: 'a.md',
            version: 'v1',
            content_hash: 'h1',
            signature: 's1',
            media_type: 'text/markdown',
            breadcrumb: ['Guide'],
            metadata: { someKey: 1 },
            acl: { kind: 'restricted', all_of: [[{ source: 'slack', kind: 'group', id: 'g1' }]] },
          },
          chunks: [
            {
              id: 'chk_a.md',
              index: 0,
              text: 'Ümläute & 🌲',
              headings: ['Guide', 'Start'],
              anchor: 'start',
              token_count: 3,
              content_hash: 'c1',
            },
          ],
        },
        { op: 'delete', document_id: 'b.md' },
        { op: 'end', last: true, counts },
      ],
    ]);
  });

  it('sends a description to a server that takes them, and says so of one that does not', async () => {
    await using told = await openDelivery({ describes: true });
    await using older = await openDelivery();
    const description = {
      id: 'a.md',
      url: 'https://x.example/b/a.md',
      title: undefined,
      breadcrumb: ['Renamed'],
      acl: { kind: 'public' },
      contentHash: 'x.y',
    } as const;

    const delivery = await told.open();
    const receipts = await deliver(delivery, [{ do: 'describe', description }]);

    expect([delivery.describes, (await older.open()).describes]).toEqual([true, false]);
    expect(receipts).toEqual([{ documentId: 'a.md', outcome: 'stored' }]);
    expect(told.server.parts[0]?.[1]).toEqual({
      op: 'describe',
      document: {
        id: 'a.md',
        url: 'https://x.example/b/a.md',
        breadcrumb: ['Renamed'],
        acl: { kind: 'public' },
        content_hash: 'x.y',
      },
    });
  });

  it('writes nothing when nothing was added', async () => {
    await using it = await openDelivery();

    const delivery = await it.open();
    const receipts = await delivery.finish(counts, signal);

    expect(receipts).toEqual([]);
    expect(it.server.pushes).toHaveLength(0);
    expect(delivery.traffic).toEqual({ writeCalls: 0, requests: 1, bytes: 0 });
  });

  it('fills parts by bytes, and ends only the last one with the counts', async () => {
    await using it = await openDelivery({ partBytes: 3000 });
    const changes = Array.from({ length: 10 }, (_, index) =>
      upsert(`${index}.md`, 'x'.repeat(500)),
    );

    const receipts = await deliver(await it.open(), changes);

    expect(receipts.map(({ documentId }) => documentId)).toEqual(
      changes.map((_, index) => `${index}.md`),
    );
    expect(it.server.parts.map((part) => part.length - 2)).toEqual([3, 3, 3, 1]);
    expect(it.server.parts.map(([begin]) => begin)).toMatchObject([
      { part: 1, expected: 0 },
      { part: 2 },
      { part: 3 },
      { part: 4 },
    ]);
    expect(it.server.parts.slice(1).some(([begin]) => 'expected' in (begin ?? {}))).toBe(false);
    expect(it.server.parts.map((part) => part.at(-1))).toEqual([
      { op: 'end' },
      { op: 'end' },
      { op: 'end' },
      { op: 'end', last: true, counts },
    ]);
  });

  it('gives a receipt only for what the server has confirmed', async () => {
    await using it = await openDelivery({ partBytes: 3000 });
    const delivery = await it.open();

    const held = [];
    for (const id of ['1', '2', '3', '4'])
      held.push(...(await delivery.add(upsert(id, 'x'.repeat(500)), signal)));
    const confirmed = it.server.parts.length;
    const due = await delivery.finish(counts, signal);

    // The fourth found no room: the first part was on its way, and not yet confirmed.
    expect(held).toEqual([]);
    expect(confirmed).toBe(0);
    expect(due.map(({ documentId }) => documentId)).toEqual(['1', '2', '3', '4']);
    expect(it.server.parts).toHaveLength(2);
  });

  it('takes changes while a part is on its way, and waits when the next one is full too', async () => {
    const answers: PromiseWithResolvers<{ syncId: string; part: number; accepted: object }>[] = [];
    const destination = createPushDestination({
      client: {
        manifest: async () => ({
          documents: [],
          nextCursor: undefined,
          seq: 0,
          metadata: {},
          describes: true,
        }),
        status: async () => ({ status: 'active' }),
        push: async () => {
          answers.push(Promise.withResolvers());
          // The part of an answer that a delivery reads.
          return answers.at(-1)?.promise as never;
        },
      },
      dataSourceId: 'ds_1',
      label,
      maxPartBytes: 3000,
    });
    const delivery = await destination.open(sync, signal);
    const add = (id: string) => delivery.add(upsert(id, 'x'.repeat(500)), signal);
    const answer = (part: number) =>
      answers[part - 1]?.resolve({ syncId: 'sync_1', part, accepted: { upserts: 9, deletes: 0 } });

    for (const id of ['1', '2', '3', '4', '5', '6']) await add(id);
    await waitUntil('the first part is on its way', () => answers.length === 1);
    let hasRoom = false;
    const seventh = add('7').then((receipts) => {
      hasRoom = true;
      return receipts;
    });
    await new Promise(setImmediate);
    const waited = !hasRoom;
    answer(1);
    const receipts = await seventh;

    expect(waited).toBe(true);
    expect(receipts.map(({ documentId }) => documentId)).toEqual(['1', '2', '3']);
  });

  it('compresses large parts and counts the bytes that travelled', async () => {
    await using it = await openDelivery();
    const delivery = await it.open();

    await deliver(delivery, [upsert('a.md', 'The same words. '.repeat(10_000))]);

    const [request] = it.server.pushes;
    expect(request?.headers['content-encoding']).toBe('gzip');
    expect(request?.headers['content-type']).toBe('application/x-ndjson');
    expect(request?.raw.byteLength).toBeLessThan(20_000);
    expect(request?.text.length).toBeGreaterThan(160_000);
    expect(delivery.traffic).toEqual({
      writeCalls: 1,
      requests: 2,
      bytes: request?.raw.byteLength,
    });
  });

  it('compresses nothing where nothing travels, and uses the memory of a part again', async () => {
    await using it = await openDelivery({ partBytes: 5000, compress: false });
    const changes = Array.from({ length: 60 }, (_, index) => upsert(`${index}.md`, `é${index} `));

    const receipts = await deliver(await it.open(), changes);

    expect(receipts).toHaveLength(60);
    expect(it.server.pushes.length).toBeGreaterThan(3);
    expect(it.server.pushes.map(({ headers }) => headers['content-encoding'])).not.toContain(
      'gzip',
    );
    const texts = it.server.parts
      .flat()
      .flatMap((line) => (line.op === 'upsert' ? line.chunks.map(({ text }) => text) : []));
    expect(texts).toEqual(changes.map((_, index) => `é${index} `));
  });

  describe('when a part is killed', () => {
    it('sends it again to the last byte, within the same call', async () => {
      await using it = await openDelivery({
        interfere: ({ method }, pushes) =>
          method === 'POST' && pushes === 1 ? 'reset' : undefined,
      });
      const delivery = await it.open();

      const receipts = await deliver(delivery, [upsert('a.md', 'x'.repeat(10_000))]);

      const [killed, repeated] = it.server.pushes;
      expect(receipts).toHaveLength(1);
      expect(repeated?.raw.equals(killed?.raw ?? Buffer.alloc(0))).toBe(true);
      expect(repeated?.headers['idempotency-key']).toBe(killed?.headers['idempotency-key']);
      expect(delivery.traffic).toMatchObject({ writeCalls: 2, requests: 3 });
    });

    it('and the tries are used up, keeps it for the next call under the same number', async () => {
      await using it = await openDelivery({
        partBytes: 800,
        interfere: ({ method }, pushes) =>
          method === 'POST' && pushes > 1 && pushes <= 6 ? { status: 500 } : undefined,
      });
      const delivery = await it.open();
      const long = (id: string) => upsert(id, 'x'.repeat(500));

      const receipts = [
        ...(await delivery.add(long('1'), signal)),
        ...(await delivery.add(long('2'), signal)),
        ...(await delivery.add(long('3'), signal)),
      ];
      // The second part failed while the third filled: whoever calls next is told.
      const error = await caught(delivery.finish(counts, signal));
      receipts.push(...(await delivery.finish(counts, signal)));

      expect(error).toMatchObject({ name: 'RetryError', code: 'internal_error' });
      expect(receipts.map(({ documentId }) => documentId)).toEqual(['1', '2', '3']);
      const tried = it.server.pushes.map((request) => linesOf(request)[0]);
      expect(tried.map((begin) => begin?.op === 'begin' && begin.part)).toEqual([
        1, 2, 2, 2, 2, 2, 2, 3,
      ]);
      const second = it.server.pushes.slice(1, 7).map(({ raw }) => raw.toString('latin1'));
      expect(new Set(second).size).toBe(1);
    });
  });

  describe('when a part is too large for the server', () => {
    it('cuts it, and the ones after it, smaller', async () => {
      await using it = await openDelivery({ maxPartBytes: 3000, partBytes: 8000 });
      const changes = Array.from({ length: 20 }, (_, index) =>
        upsert(`${index}.md`, 'x'.repeat(500)),
      );

      const receipts = await deliver(await it.open(), changes);

      expect(receipts).toEqual(
        changes.map((_, index) => ({ documentId: `${index}.md`, outcome: 'stored' })),
      );
      const refused = it.server.pushes.length - it.server.parts.length;
      expect(refused).toBeLessThanOrEqual(4);
      expect(it.server.parts.map(([begin]) => begin?.op === 'begin' && begin.part)).toEqual(
        it.server.parts.map((_, index) => index + 1),
      );
      expect(it.server.parts.at(-1)?.at(-1)).toMatchObject({ last: true });
    });

    it.each([
      ['first', ['huge', 'a', 'b']],
      ['in the middle', ['a', 'huge', 'b']],
      ['last', ['a', 'b', 'huge']],
    ])('refuses the one document that is to blame, %s, and stores the others', async (_, ids) => {
      await using it = await openDelivery({ maxPartBytes: 3000 });
      const changes = ids.map((id) => upsert(id, 'x'.repeat(id === 'huge' ? 5000 : 100)));

      const receipts = await deliver(await it.open(), changes);

      const outcome = Object.fromEntries(receipts.map((receipt) => [receipt.documentId, receipt]));
      expect(receipts).toHaveLength(3);
      expect(outcome).toMatchObject({
        a: { outcome: 'stored' },
        b: { outcome: 'stored' },
        huge: { outcome: 'refused', reason: expect.stringContaining('too large') },
      });
      expect(it.server.parts.at(-1)?.at(-1)).toEqual({ op: 'end', last: true, counts });
      expect(it.server.parts.slice(0, -1).map((part) => part.at(-1))).not.toContainEqual(
        expect.objectContaining({ last: true }),
      );
    });

    it('and held nothing else, closes no sync that was never begun', async () => {
      await using it = await openDelivery({ maxPartBytes: 3000 });

      const receipts = await deliver(await it.open(), [upsert('huge', 'x'.repeat(5000))]);

      expect(receipts).toMatchObject([{ documentId: 'huge', outcome: 'refused' }]);
      expect(it.server.parts).toEqual([]);
      expect(it.server.pushes).toHaveLength(1);
    });
  });

  it('sends a document that alone exceeds the part size in a part of its own', async () => {
    await using it = await openDelivery({ partBytes: 2000 });

    const receipts = await deliver(await it.open(), [
      upsert('a'),
      upsert('large', 'x'.repeat(5000)),
      upsert('b'),
    ]);

    expect(receipts.every(({ outcome }) => outcome === 'stored')).toBe(true);
    expect(it.server.parts.map((part) => part.length - 2)).toEqual([1, 1, 1]);
  });

  describe('records nothing when the server', () => {
    it.each<[string, Reply, string]>([
      [
        'queued a sync and ignored the body',
        { status: 202, body: { status: 'queued' } },
        'no_push',
      ],
      ['answered with nothing', { status: 202 }, 'no_push'],
      ['answered with a web page', { status: 202, body: '<p>ok</p>' }, 'no_push'],
      [
        'confirmed another part',
        {
          status: 202,
          body: { sync_id: 'sync_1', part: 7, accepted: { upserts: 1, deletes: 0 }, status: 'x' },
        },
        'no_push',
      ],
      [
        'confirmed another sync',
        {
          status: 202,
          body: { sync_id: 'sync_0', part: 1, accepted: { upserts: 1, deletes: 0 }, status: 'x' },
        },
        'no_push',
      ],
      [
        'did not say what it accepted',
        { status: 202, body: { sync_id: 'sync_1', part: 1 } },
        'no_push',
      ],
      [
        'accepted fewer documents',
        {
          status: 202,
          body: { sync_id: 'sync_1', part: 1, accepted: { upserts: 0, deletes: 0 }, status: 'x' },
        },
        'part_incomplete',
      ],
    ])('%s', async (_, reply, code) => {
      await using it = await openDelivery({
        interfere: ({ method }) => (method === 'POST' ? reply : undefined),
      });
      const delivery = await it.open();

      await delivery.add(upsert('a'), signal);
      const error = await caught(delivery.finish(counts, signal));

      expect(error).toMatchObject({ name: 'StopRunError', code });
      expect(error).toHaveProperty('message', expect.stringContaining(label));
    });
  });

  it('asks to plan again when someone else wrote first', async () => {
    await using it = await openDelivery({
      interfere: ({ method }) => (method === 'POST' ? { status: 409 } : undefined),
    });
    const delivery = await it.open();

    await delivery.add(upsert('a'), signal);
    const error = await caught(delivery.finish(counts, signal));

    expect(error).toMatchObject({ name: 'PlanAgainError', code: 'conflict' });
  });

  it('hands out what the first half of a part earned although the second fails', async () => {
    let failing = true;
    await using it = await openDelivery({
      maxPartBytes: 1500,
      interfere: ({ method, text }) => {
        const tooLarge = Buffer.byteLength(text) > 1500;
        const second = method === 'POST' && !tooLarge && text.includes('"id":"b"');
        return second && failing ? { status: 500 } : undefined;
      },
    });
    const delivery = await it.open();
    await delivery.add(upsert('a', 'x'.repeat(500)), signal);
    await delivery.add(upsert('b', 'x'.repeat(500)), signal);

    const error = await caught(delivery.finish(counts, signal));
    failing = false;
    const receipts = await delivery.finish(counts, signal);

    expect(error).toMatchObject({ name: 'RetryError' });
    expect(receipts).toEqual([
      { documentId: 'a', outcome: 'stored' },
      { documentId: 'b', outcome: 'stored' },
    ]);
  });
});

describe('opening the push destination', () => {
  const row = (index: number) => ({
    document_id: `${index}.md`,
    namespace: 'docs',
    version: index === 0 ? null : 'v1',
    content_hash: 'h',
    signature: 's',
    chunk_count: 2,
    url: 'u',
    title: 't',
  });

  it('reads the manifest of its namespace to the end', async () => {
    await using it = await openDelivery({
      seq: 77,
      manifest: Array.from({ length: 450 }, (_, index) => row(index)),
    });

    const delivery = await it.open();
    const { manifest } = delivery;
    const entries = await collect(rowsOf(delivery));

    expect(manifest?.seq).toBe(77);
    expect(entries).toHaveLength(450);
    expect(entries[0]).toEqual({
      documentId: '0.md',
      version: undefined,
      contentHash: 'h',
      signature: 's',
      chunkCount: 2,
      url: 'u',
      title: 't',
    });
    expect(it.server.seen[0]?.path).toBe(
      '/api/v1/data-sources/ds_1/documents?namespace=docs&limit=200',
    );
    expect(it.server.seen).toHaveLength(3);
    expect(delivery.traffic).toEqual({ writeCalls: 0, requests: 3, bytes: 0 });
  });

  it('stops at a manifest that names a page as its own next one', async () => {
    await using it = await openDelivery({
      interfere: () => ({
        body: { documents: [row(1)], next_cursor: 'same', seq: 0, metadata: {} },
      }),
    });

    const delivery = await it.open();
    const error = await caught(collect(rowsOf(delivery)));

    expect(error).toHaveProperty('code', 'unexpected_answer');
  });

  it.each<[string, Reply]>([
    ['has no such call', { status: 404 }],
    ['knows no such method', { status: 405 }],
    ['answers with a web page', { body: '<html></html>' }],
    ['answers with something else', { body: { documents: 'none' } }],
  ])('says what to do when the server %s', async (_, reply) => {
    await using it = await openDelivery({
      interfere: ({ path }) => (path.endsWith('/status') ? { body: { status: 'active' } } : reply),
    });

    const error = await caught(it.open());

    expect(error).toMatchObject({ name: 'StopRunError', code: 'no_push' });
    expect(error).toHaveProperty('hint', expect.stringContaining('delivery: trigger'));
  });

  it('tells a data source that is not there from a server without push', async () => {
    await using it = await openDelivery({
      interfere: () => ({
        status: 404,
        body: { error: { code: 'not_found', message: 'No data source ds_1.', details: {} } },
      }),
    });

    const error = await caught(it.open());

    expect(error).toMatchObject({ name: 'StopRunError', code: 'not_found' });
    expect(error).toHaveProperty('message', expect.stringContaining('No data source ds_1.'));
  });

  it('passes a refused key on as what it is', async () => {
    await using it = await openDelivery({ interfere: () => ({ status: 401 }) });

    const error = await caught(it.open());

    expect(error).toMatchObject({ name: 'FixCredentialsError', code: 'unauthorized' });
    expect(it.server.seen).toHaveLength(1);
  });

  it('waits for a server under maintenance', async () => {
    let asked = 0;
    await using it = await openDelivery({
      interfere: () => {
        asked += 1;
        return asked === 1 ? { status: 503 } : undefined;
      },
    });

    const { manifest } = await it.open();

    expect(manifest?.seq).toBe(0);
    expect(it.waits.map(({ ms }) => ms)).toEqual([300_500]);
  });
});
