import { describe, expect, it } from 'vitest';
import { openTwigServer } from '../../../support/open-twig-server.ts';

const page = 'https://app.example.com';
const asked = {
  authorization: '',
  origin: page,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type,idempotency-key',
};
const allowed = 'access-control-allow-origin';

describe('a page of another origin', () => {
  it('may not call unless the server was told so', async () => {
    using twig = await openTwigServer();

    const before = await twig.call('OPTIONS', '/api/v1/query', { headers: asked });
    const answer = await twig.call('GET', '/api/v1/agents', { headers: { origin: page } });

    expect(before.status).toBe(404);
    expect([before.headers.get(allowed), answer.headers.get(allowed)]).toEqual([null, null]);
  });

  it('may ask first without a key, and reads limits and request id', async () => {
    using twig = await openTwigServer({ corsOrigins: [page] });

    const before = await twig.call('OPTIONS', '/api/v1/query', { headers: asked });
    const answer = await twig.call('GET', '/api/agents', { headers: { origin: page } });

    expect(before.status).toBe(204);
    expect(before.headers.get(allowed)).toBe(page);
    expect(before.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    expect(answer.headers.get(allowed)).toBe(page);
    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
  });

  it('can read why it was refused', async () => {
    using twig = await openTwigServer({ corsOrigins: ['*'] });
    const headers = { origin: page, authorization: '' };

    const v1 = await twig.call('GET', '/api/v1/agents', { headers });
    const legacy = await twig.call('GET', '/api/agents', { headers });

    expect([v1.status, v1.headers.get(allowed)]).toEqual([401, '*']);
    expect([legacy.status, legacy.headers.get(allowed)]).toEqual([401, '*']);
  });

  it('that is not among the allowed ones is not told to be', async () => {
    using twig = await openTwigServer({ corsOrigins: [page] });

    const answer = await twig.call('GET', '/api/v1/agents', {
      headers: { origin: 'https://evil.example' },
    });

    expect(answer.headers.get(allowed)).toBeNull();
  });
});
