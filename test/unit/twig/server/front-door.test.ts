import { describe, expect, it } from 'vitest';
import { errorBody } from '#twig/api/error-body.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';

describe('a server behind a proxy', () => {
  const forwarded = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'api.example.com' };

  it('sends plain HTTP to the same address with HTTPS', async () => {
    using twig = await openTwigServer({ behindProxy: true });

    const answer = await twig.call('GET', '/api/v1/kb?limit=3', { headers: forwarded });
    const own = await twig.call('GET', '/api/v1/kb', {
      headers: { 'x-forwarded-proto': 'HTTP, https' },
    });
    const odd = await twig.call('GET', '/api/v1/kb', {
      headers: { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example/path?' },
    });

    expect(answer.status).toBe(301);
    expect(answer.headers.get('location')).toBe('https://api.example.com/api/v1/kb?limit=3');
    expect(own.headers.get('location')).toBe('https://localhost/api/v1/kb');
    expect(odd.headers.get('location')).toBe('https://evil.example/api/v1/kb');
  });

  it('leads to its own pages by the address that the proxy was asked at', async () => {
    using twig = await openTwigServer({
      behindProxy: true,
      chunkArticle: async ({ content }) => [
        { id: 'chk_1', index: 0, text: content, headings: [], token_count: 4, content_hash: 'h' },
      ],
    });
    const article = { title: 'A', content: 'The zebra button.', status: 'published' };
    await twig.call('POST', '/api/v1/kb', { body: article });
    const found = async (headers: Readonly<Record<string, string>>, path: string) => {
      const body = { query: 'zebra button', org_id: 'any' };
      const answer = await twig.call('POST', path, { headers, body });
      return JSON.stringify(await answer.json());
    };
    const secure = { ...forwarded, 'x-forwarded-proto': 'https' };

    expect(await found({}, '/api/v1/semantic-search')).toContain('"http://localhost/api/v1/kb/');
    for (const path of ['/api/v1/semantic-search', '/api/semantic-search']) {
      expect(await found(secure, path)).toContain('"https://api.example.com/api/v1/kb/');
    }
  });

  it('answers what came with HTTPS, and probes that came without a word of it', async () => {
    using twig = await openTwigServer({ behindProxy: true });
    const secure = { 'x-forwarded-proto': 'https' };

    expect((await twig.call('GET', '/api/v1/kb', { headers: secure })).status).toBe(200);
    expect((await twig.call('GET', '/healthz')).status).toBe(200);
  });

  it('is not believed to be there unless somebody says so', async () => {
    using twig = await openTwigServer();

    expect((await twig.call('GET', '/api/v1/kb', { headers: forwarded })).status).toBe(200);
  });
});

describe('a server that shuts down', () => {
  it('answers 503 and when to come again, but is alive', async () => {
    using twig = await openTwigServer();

    twig.server.beginClosing();
    const answer = await twig.call('POST', '/api/v1/data-sources', { body: {} });
    const ready = await twig.call('GET', '/readyz');
    const alive = await twig.call('GET', '/healthz');

    expect([answer.status, ready.status, alive.status]).toEqual([503, 503, 200]);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.headers.get('x-ratelimit-limit')).not.toBeNull();
    expect(errorBody.parse(await answer.json())).toMatchObject({
      error: { code: 'service_unavailable' },
      request_id: answer.headers.get('x-request-id'),
    });
  });

  it('still serves this very process, whose work has to end', async () => {
    using twig = await openTwigServer();
    const organisation = String(twig.reader.get('SELECT id FROM organisations')?.id);
    const request = () => new Request('http://embedded/api/v1/data-sources');

    const inside = await twig.server.fetchAs(organisation, request());
    twig.server.beginClosing();
    const closing = await twig.server.fetchAs(organisation, request());

    expect([inside.status, closing.status]).toEqual([200, 200]);
    expect(inside.headers.get('x-ratelimit-limit')).toBeNull();
  });
});
