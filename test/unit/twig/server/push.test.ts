import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataSource, dataSourceStatus, manifestPage } from '#twig/api/data-sources.ts';
import { errorBody } from '#twig/api/error-body.ts';
import { pushAnswer } from '#twig/api/push.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import {
  begin,
  describeAnew,
  end,
  linesOf,
  ndjson,
  push,
  remove,
  textsFound,
  upsert,
} from '../../../support/push-body.ts';

describe('a push', () => {
  let twig: TestServer;
  let id: string;

  beforeEach(async () => {
    twig = await openTwigServer();
    id = await twig.createDataSource();
  });
  afterEach(() => twig[Symbol.dispose]());

  const manifest = async (query = 'namespace=docs') => {
    const answer = await twig.call('GET', `/api/v1/data-sources/${id}/documents?${query}`);
    return manifestPage.parse(await answer.json());
  };
  const pathsInManifest = async (query?: string) =>
    (await manifest(query)).documents.map(({ document_id }) => document_id);
  const refusalOf = async (answer: Response) => errorBody.parse(await answer.json()).error;
  const send = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    twig.call('POST', `/api/v1/data-sources/${id}/sync`, {
      body,
      headers: { ...ndjson, ...headers },
    });
  /** Everything the index holds, to see that nothing changed. */
  const everything = () =>
    ['documents', 'chunks', 'namespaces', 'syncs', 'sync_parts', 'data_sources', 'deliveries'].map(
      (table) => twig.reader.all(`SELECT * FROM ${table}`),
    );

  it('is searchable and in the manifest when it is accepted', async () => {
    const metadata = { commit: 'abc123', ref: 'refs/heads/main' };

    const answer = await push(
      twig,
      id,
      begin({ metadata }),
      upsert('a.md', ['apples grow', 'pears fall'], { title: 'Fruit' }),
      upsert('b.md', ['bricks'], { version: undefined }),
      end(),
    );

    expect(answer.status).toBe(202);
    expect(pushAnswer.parse(await answer.json())).toEqual({
      sync_id: 'sync_1',
      part: 1,
      accepted: { upserts: 2, describes: 0, deletes: 0 },
      status: 'active',
    });
    expect(await textsFound(twig, 'pears')).toEqual(['pears fall', 'apples grow'].slice(0, 1));
    expect(await manifest()).toEqual({
      documents: [
        {
          document_id: 'a.md',
          namespace: 'docs',
          version: 'v1',
          content_hash: 'hash of apples grow,pears fall',
          signature: 'signature-1',
          chunk_count: 2,
          url: 'https://docs.example.com/a.md',
          title: 'Fruit',
        },
        expect.objectContaining({ document_id: 'b.md', version: null, chunk_count: 1 }),
      ],
      next_cursor: null,
      seq: 1000,
      metadata,
      describes: true,
    });
  });

  it('replaces a document whole', async () => {
    await push(twig, id, begin(), upsert('a.md', ['old apples', 'old pears']), end());

    await push(
      twig,
      id,
      begin({ sync_id: 's2', seq: 2000 }),
      upsert('a.md', ['new apples']),
      end(),
    );

    expect(await textsFound(twig, 'apples')).toEqual(['new apples']);
    expect(await textsFound(twig, 'pears')).toEqual([]);
    const counted = await twig.call('GET', `/api/v1/data-sources/${id}`);
    expect(dataSource.parse(await counted.json())).toMatchObject({
      document_count: 1,
      chunk_count: 1,
    });
  });

  it('describes a document anew and keeps its chunks, its title searched with them', async () => {
    const closed = { kind: 'restricted' as const, all_of: [[]] };
    const before = { title: 'Orchard', breadcrumb: ['Old'], acl: { kind: 'public' as const } };
    await push(
      twig,
      id,
      begin(),
      upsert('a.md', ['apples', 'pears'], before),
      upsert('b.md', ['bricks'], before),
      end(),
    );

    const answer = await push(
      twig,
      id,
      begin({ sync_id: 's2', seq: 2000 }),
      describeAnew('a.md', { title: 'Meadow', breadcrumb: ['New'], acl: { kind: 'public' } }),
      describeAnew('b.md', { breadcrumb: ['New'], acl: closed }),
      describeAnew('never there'),
      end(),
    );

    expect(pushAnswer.parse(await answer.json()).accepted).toEqual({
      upserts: 0,
      describes: 2,
      deletes: 0,
    });
    expect(await textsFound(twig, 'meadow')).toEqual(['apples', 'pears']);
    expect(await textsFound(twig, 'orchard')).toEqual(['bricks']);
    expect(await textsFound(twig, 'pears')).toContain('pears');
    const { documents } = await manifest();
    expect(documents.map(({ url, title, content_hash }) => [url, title, content_hash])).toEqual([
      ['https://docs.example.com/moved/a.md', 'Meadow', 'described'],
      ['https://docs.example.com/moved/b.md', 'Orchard', 'described'],
    ]);
    const rows = twig.reader.all(
      'SELECT breadcrumb, acl, version FROM documents ORDER BY source_id',
    );
    expect(rows).toEqual([
      { breadcrumb: '["New"]', acl: '{"kind":"public"}', version: 'v1' },
      { breadcrumb: '["New"]', acl: JSON.stringify(closed), version: 'v1' },
    ]);
  });

  it('deletes what a delete line names and nothing else', async () => {
    await push(twig, id, begin(), upsert('a.md', ['apples']), upsert('b.md', ['bricks']), end());

    const answer = await push(
      twig,
      id,
      begin({ sync_id: 's2' }),
      remove('a.md'),
      remove('x'),
      end(),
    );

    expect(pushAnswer.parse(await answer.json()).accepted).toEqual({
      upserts: 0,
      describes: 0,
      deletes: 2,
    });
    expect(await pathsInManifest()).toEqual(['b.md']);
    expect(await textsFound(twig, 'apples')).toEqual([]);
    expect(await textsFound(twig, 'bricks')).toEqual(['bricks']);
  });

  it('is processing until its last part', async () => {
    const statusOf = async () => {
      const answer = await twig.call('GET', `/api/v1/data-sources/${id}/status`);
      return dataSourceStatus.parse(await answer.json());
    };

    await push(twig, id, begin(), upsert('a.md', ['apples']), end({ last: false }));
    const between = await statusOf();
    const found = await textsFound(twig, 'apples');
    await push(twig, id, begin({ part: 2 }), upsert('b.md', ['bricks']), end());

    expect(between).toMatchObject({ status: 'processing', chunks_indexed: 1, progress_pct: 0 });
    expect(found).toEqual(['apples']);
    expect(await statusOf()).toMatchObject({
      status: 'active',
      chunks_indexed: 2,
      progress_pct: 100,
    });
  });

  it('gives the same answer to the same part and does nothing', async () => {
    const parts = [
      [begin(), upsert('a.md', ['apples']), end({ last: false })],
      [begin({ part: 2 }), upsert('b.md', ['bricks']), end()],
    ];
    const first = [];
    for (const part of parts) first.push(await (await push(twig, id, ...part)).json());
    const before = everything();
    await twig.clock.advance(60_000);

    const again = [];
    for (const part of parts) again.push(await (await push(twig, id, ...part)).json());

    expect(again).toEqual(first);
    expect(everything()).toEqual(before);
  });

  it('keeps what it wrote in the history, with what only the client knows', async () => {
    await push(twig, id, begin(), upsert('a.md', ['x']), upsert('b.md', ['y']), end());

    const counts = { added: 99, unchanged: 7, held: 1 };
    await push(
      twig,
      id,
      begin({ sync_id: 's2', seq: 2000 }),
      upsert('a.md', ['xx']),
      upsert('c.md', ['z']),
      remove('b.md'),
      end({ counts }),
    );

    expect(twig.reader.all('SELECT * FROM syncs WHERE sync_id = ?', 's2')).toEqual([
      expect.objectContaining({
        state: 'completed',
        added: 1,
        updated: 1,
        deleted: 1,
        unchanged: 7,
        held: 1,
      }),
    ]);
  });

  describe('with a broken line', () => {
    it.each([
      ['not JSON', `${linesOf(begin(), upsert('a', ['x']))}{oops\n${linesOf(end())}`, 3],
      ['an unknown op', `${linesOf(begin())}{"op":"drop"}\n${linesOf(end())}`, 2],
      [
        'a field of the wrong type',
        `${linesOf(begin())}{"op":"delete","document_id":7}\n${linesOf(end())}`,
        2,
      ],
      ['no begin', linesOf(upsert('a', ['x']), end()), 1],
      ['two begins', linesOf(begin(), begin(), end()), 2],
      ['no end', linesOf(begin(), upsert('a', ['x'])), 2],
      ['a line after the end', linesOf(begin(), end(), remove('a')), 3],
      ['nothing at all', '', 1],
      ['a line cut in the middle', linesOf(begin(), upsert('a', ['x']), end()).slice(0, -8), 3],
      [
        'a number beyond a safe integer',
        linesOf(begin()).replace('1000', '1e300') + linesOf(end()),
        1,
      ],
    ])('(%s) is rejected whole, with its line number', async (_, body, line) => {
      const before = everything();

      const answer = await send(body);

      expect(answer.status).toBe(400);
      const { code, message, details } = await refusalOf(answer);
      expect([code, details.line]).toEqual(['invalid_request', line]);
      expect(message).toContain(`Line ${line}`);
      expect(everything()).toEqual(before);
    });

    it('is told so even where it conflicts with a newer one', async () => {
      await push(twig, id, begin({ seq: 2000 }), upsert('a.md', ['new']), end());
      const before = everything();

      const answer = await send(`${linesOf(begin({ sync_id: 's0', seq: 1999 }))}{oops\n`);

      expect(answer.status).toBe(400);
      expect((await refusalOf(answer)).details.line).toBe(2);
      expect(everything()).toEqual(before);
    });

    it('(not UTF-8) is rejected', async () => {
      const body = Buffer.concat([
        Buffer.from(linesOf(begin())),
        Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      ]);

      const answer = await send(new Uint8Array(body));

      expect((await refusalOf(answer)).details.line).toBe(2);
    });

    it('(metadata nested beyond reason) is rejected', async () => {
      const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
      const body = `${linesOf(begin()).replace('}', `,"metadata":{"deep":${deep}}}`)}${linesOf(end())}`;

      expect((await send(body)).status).toBe(400);
      expect(twig.failures).toEqual([]);
    });
  });

  describe('and a newer one', () => {
    it('is refused when its seq is older, with nothing changed', async () => {
      await push(twig, id, begin({ seq: 2000 }), upsert('a.md', ['new']), end());
      const before = everything();

      const answer = await push(
        twig,
        id,
        begin({ sync_id: 's0', seq: 1999 }),
        remove('a.md'),
        end(),
      );

      expect(answer.status).toBe(409);
      expect(await refusalOf(answer)).toMatchObject({
        code: 'conflict',
        details: { current_seq: 2000, seq: 1999 },
      });
      expect(everything()).toEqual(before);
    });

    it('is refused when the manifest is not the expected one, with nothing changed', async () => {
      await push(twig, id, begin({ seq: 2000, expected: 0 }), upsert('a.md', ['new']), end());
      const before = everything();

      const stale = begin({ sync_id: 's2', seq: 3000, expected: 0 });
      const answer = await push(twig, id, stale, remove('a.md'), end());

      expect(answer.status).toBe(409);
      expect(everything()).toEqual(before);
      const planned = begin({ sync_id: 's3', seq: 3000, expected: 2000 });
      expect((await push(twig, id, planned, remove('a.md'), end())).status).toBe(202);
    });

    it('of an equal seq is accepted', async () => {
      await push(twig, id, begin(), upsert('a.md', ['one']), end());

      const again = begin({ sync_id: 's2', expected: 1000 });
      expect((await push(twig, id, again, upsert('a.md', ['two']), end())).status).toBe(202);
    });

    it('supersedes one that is under way: that may not go on', async () => {
      await push(twig, id, begin(), upsert('a.md', ['one']), end({ last: false }));
      await push(twig, id, begin({ sync_id: 's2' }), upsert('a.md', ['two']), end());

      const late = await push(twig, id, begin({ part: 2 }), remove('a.md'), end());

      expect(late.status).toBe(409);
      expect(await textsFound(twig, 'two')).toEqual(['two']);
      expect(twig.reader.all('SELECT sync_id, state FROM syncs ORDER BY sync_id')).toEqual([
        expect.objectContaining({ sync_id: 's2', state: 'completed' }),
        expect.objectContaining({ sync_id: 'sync_1', state: 'superseded' }),
      ]);
    });

    it.each([
      ['a later part before the first', begin({ sync_id: 's9', part: 2 })],
      ['a part left out', begin({ part: 3 })],
    ])('is refused with %s', async (_, first) => {
      await push(twig, id, begin(), upsert('a.md', ['one']), end({ last: false }));

      expect((await push(twig, id, first, remove('a.md'), end())).status).toBe(409);
      expect(await pathsInManifest()).toEqual(['a.md']);
    });

    it('is refused a part beyond its last one', async () => {
      await push(twig, id, begin(), upsert('a.md', ['one']), end());

      const answer = await push(twig, id, begin({ part: 2 }), remove('a.md'), end());

      expect(answer.status).toBe(409);
      expect((await refusalOf(answer)).message).toContain('complete');
    });
  });

  it('never touches another namespace', async () => {
    await push(twig, id, begin({ namespace: 'one', seq: 9000 }), upsert('a.md', ['first']), end());

    await push(
      twig,
      id,
      begin({ namespace: 'two', seq: 1, expected: 0 }),
      upsert('a.md', ['second']),
      end(),
    );
    await push(twig, id, begin({ namespace: 'two', sync_id: 's2', seq: 2 }), remove('a.md'), end());

    expect(await pathsInManifest('namespace=one')).toEqual(['a.md']);
    expect(await pathsInManifest('namespace=two')).toEqual([]);
    expect((await manifest('namespace=one')).seq).toBe(9000);
    expect(await textsFound(twig, 'first')).toEqual(['first']);
  });

  it('is refused when it has no known content type, rather than ignored', async () => {
    const answer = await send(linesOf(begin(), end()), { 'content-type': 'text/plain' });

    expect(answer.status).toBe(400);
    expect((await refusalOf(answer)).message).toContain('application/x-ndjson');
  });

  it('may be compressed', async () => {
    const body = new Uint8Array(gzipSync(linesOf(begin(), upsert('a.md', ['apples']), end())));

    expect((await send(body, { 'content-encoding': 'gzip' })).status).toBe(202);
    expect(await textsFound(twig, 'apples')).toEqual(['apples']);
  });

  it('is refused when its compression is broken, cut off or unknown', async () => {
    const whole = new Uint8Array(gzipSync(linesOf(begin(), upsert('a.md', ['apples']), end())));

    expect((await send('plain text', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await send(whole.subarray(0, -12), { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await send(whole, { 'content-encoding': 'br' })).status).toBe(400);
    expect(await pathsInManifest()).toEqual([]);
    expect(twig.failures).toEqual([]);
  });

  describe('has a manifest that', () => {
    it('is read page by page, in the order of ids, each document once', async () => {
      const ids = Array.from(
        { length: 25 },
        (_, index) => `ü/${String(index).padStart(2, '0')} 文.md`,
      );
      await push(twig, id, begin(), ...ids.map((path) => upsert(path, ['x'])), end());

      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await manifest(`namespace=docs&limit=10${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.documents.map(({ document_id }) => document_id));
        cursor = page.next_cursor;
      }

      expect(seen).toEqual(ids);
    });

    it('is empty, with seq 0, before the first push', async () => {
      expect(await manifest()).toMatchObject({ documents: [], next_cursor: null, seq: 0 });
    });

    it.each(['limit=1001', 'cursor=nonsense', 'cursor=e30'])('refuses %s', async (query) => {
      const answer = await twig.call('GET', `/api/v1/data-sources/${id}/documents?${query}`);

      expect(answer.status).toBe(400);
    });
  });
});
