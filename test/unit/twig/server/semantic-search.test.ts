import { describe, expect, it } from 'vitest';
import { dataSource } from '#twig/api/data-sources.ts';
import { errorBody } from '#twig/api/error-body.ts';
import { semanticSearchAnswer } from '#twig/api/semantic-search.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { begin, end, push, textsFound, upsert } from '../../../support/push-body.ts';

const path = '/api/v1/semantic-search';

function withKey({ call }: TestServer, key: string): TestServer['call'] {
  return (method, callPath, options = {}) =>
    call(method, callPath, {
      ...options,
      headers: { ...options.headers, authorization: `Bearer ${key}` },
    });
}

async function createDataSourceWith({ call }: TestServer): Promise<string> {
  const body = { type: 'file', name: 'Theirs' };
  return dataSource.parse(await (await call('POST', '/api/v1/data-sources', { body })).json()).id;
}

describe('semantic search', () => {
  it('answers with the fields of the document and ours', async () => {
    using twig = await openTwigServer();
    const id = await twig.createDataSource();
    const url = 'https://docs.example.com/refund#old';
    const line = upsert('docs/refund.md', ['Refunds take 5 days.'], { title: 'Refunds', url }, [
      'Refunds',
      'How long',
    ]);
    await push(twig, id, begin(), line, end());

    const answer = await twig.call('POST', path, { body: { query: 'refund', org_id: 'org_123' } });
    const { chunks, metadata, query_embedding, ...rest } = semanticSearchAnswer.parse(
      await answer.json(),
    );

    expect(rest).toEqual({});
    expect(query_embedding).toHaveLength(256);
    expect(chunks).toEqual([
      {
        chunk_id: 'chk_docs/refund.md_0',
        text: 'Refunds take 5 days.',
        similarity_score: expect.any(Number),
        document_id: expect.stringMatching(/^doc_[0-9a-f]{24}$/),
        document_title: 'Refunds',
        document_url: 'https://docs.example.com/refund#here',
        anchor: 'here',
        headings: ['Refunds', 'How long'],
        metadata: { path: 'docs/refund.md', data_source_id: id, namespace: 'docs' },
      },
    ]);
    expect(metadata).toEqual({ total_chunks_searched: 1, latency_ms: 0 });
  });

  it('keeps to top_k, to the threshold and to the data sources', async () => {
    using twig = await openTwigServer();
    const one = await twig.createDataSource('one');
    const two = await twig.createDataSource('two');
    const lines = ['a', 'b', 'c'].map((name) => upsert(name, ['apples and more apples']));
    await push(twig, one, begin(), ...lines, end());
    await push(twig, two, begin(), upsert('d', ['apples']), end());
    const found = async (body: object) => {
      const request = { body: { query: 'apples', org_id: 'x', ...body } };
      return semanticSearchAnswer.parse(await (await twig.call('POST', path, request)).json())
        .chunks;
    };

    expect(await found({ top_k: 2 })).toHaveLength(2);
    expect(await found({})).toHaveLength(4);
    expect(await found({ similarity_threshold: 1 })).toHaveLength(0);
    expect(await found({ data_source_ids: [two] })).toHaveLength(1);
  });

  it('honours readers when it is told who asks', async () => {
    using twig = await openTwigServer();
    const id = await twig.createDataSource();
    const ada = { source: 'confluence', kind: 'user' as const, id: 'ada' };
    await push(
      twig,
      id,
      begin(),
      upsert('public', ['apples'], { acl: { kind: 'public' } }),
      upsert('hers', ['apples'], { acl: { kind: 'restricted', all_of: [[ada]] } }),
      upsert('unknown', ['apples']),
      end(),
    );
    const found = async (principals?: object[]) => {
      const request = { body: { query: 'apples', org_id: 'x', principals } };
      const answer = semanticSearchAnswer.parse(
        await (await twig.call('POST', path, request)).json(),
      );
      return answer.chunks.map((chunk) => chunk.metadata?.path).sort();
    };

    expect(await found()).toEqual(['hers', 'public', 'unknown']);
    expect(await found([])).toEqual(['public']);
    expect(await found([ada])).toEqual(['hers', 'public']);
  });

  it('names every bad field at once', async () => {
    using twig = await openTwigServer();
    const body = { query: '', top_k: 0, similarity_threshold: 2, data_source_ids: [''] };

    const answer = await twig.call('POST', path, { body });

    const { details } = errorBody.parse(await answer.json()).error;
    expect(Object.keys(details).sort()).toEqual([
      'data_source_ids.0',
      'org_id',
      'query',
      'similarity_threshold',
      'top_k',
    ]);
  });

  it('finds for each organisation what is its own', async () => {
    using twig = await openTwigServer();
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const theirs = { ...twig, call: withKey(twig, value) };
    const ids = [await twig.createDataSource(), await createDataSourceWith(theirs)];
    await push(twig, ids[0] ?? '', begin(), upsert('ours', ['apples of ours']), end());
    await push(theirs, ids[1] ?? '', begin(), upsert('theirs', ['apples of theirs']), end());

    expect(await textsFound(twig, 'apples')).toEqual(['apples of ours']);
    expect(await textsFound(theirs, 'apples')).toEqual(['apples of theirs']);
  });

  it('answers 404 for a data source of another organisation', async () => {
    using twig = await openTwigServer();
    const id = await twig.createDataSource();
    await push(twig, id, begin(), upsert('a', ['apples']), end());
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };

    const asked = { query: 'apples', org_id: 'x' };
    const named = await twig.call('POST', path, {
      headers,
      body: { ...asked, data_source_ids: [id] },
    });
    const all = await twig.call('POST', path, { headers, body: asked });

    expect(named.status).toBe(404);
    expect(semanticSearchAnswer.parse(await all.json())).toMatchObject({
      chunks: [],
      metadata: { total_chunks_searched: 0 },
    });
  });
});
