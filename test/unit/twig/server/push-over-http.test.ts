import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { errorBody } from '#twig/api/error-body.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';
import { begin, end, linesOf, ndjson, textsFound, upsert } from '../../../support/push-body.ts';
import { serveFetch } from '../../../support/serve-fetch.ts';

const maxPartBytes = 64 * 1024;

describe('a push over HTTP', () => {
  it('is accepted in one piece and in many', async () => {
    using twig = await openTwigServer();
    await using site = await serveFetch(twig.server.fetch);
    const id = await twig.createDataSource();
    const lines = [begin(), upsert('a.md', ['streamed apples']), end()].map((line) =>
      linesOf(line),
    );
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = lines.shift();
        if (next === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(next));
      },
    });

    const answer = await fetch(`${site.url}/api/v1/data-sources/${id}/sync`, {
      method: 'POST',
      headers: { ...ndjson, authorization: `Bearer ${twig.key}` },
      body: stream,
      ...{ duplex: 'half' },
    });

    expect(answer.status).toBe(202);
    expect(await textsFound(twig, 'apples')).toEqual(['streamed apples']);
  });

  it.each([
    ['that is too large', (body: string) => body, {}],
    [
      'that unpacks to too much',
      (body: string) => new Uint8Array(gzipSync(body)),
      { 'content-encoding': 'gzip' },
    ],
  ])('%s is refused with the limit', async (_, pack, headers) => {
    using twig = await openTwigServer({ maxPartBytes });
    await using site = await serveFetch(twig.server.fetch);
    const id = await twig.createDataSource();
    const body = linesOf(begin(), upsert('a.md', ['x'.repeat(20 * 1024 * 1024)]), end());

    const answer = await fetch(`${site.url}/api/v1/data-sources/${id}/sync`, {
      method: 'POST',
      headers: { ...ndjson, ...headers, authorization: `Bearer ${twig.key}` },
      body: pack(body),
    });

    expect(answer.status).toBe(413);
    expect(errorBody.parse(await answer.json()).error).toMatchObject({
      code: 'payload_too_large',
      details: { max_bytes: maxPartBytes },
    });
  });

  it('stays refused when the JSON body of another call is too large', async () => {
    using twig = await openTwigServer();
    const body = { type: 'file', name: 'x', config: { blob: 'x'.repeat(2 * 1024 * 1024) } };

    expect((await twig.call('POST', '/api/v1/data-sources', { body })).status).toBe(413);
  });
});
