import { describe, expect, it } from 'vitest';
import { errorBody } from '#twig/api/error-body.ts';
import { routes } from '#twig/api/routes.ts';
import { documentedScopeLimits, openTwigServer } from '../../../support/open-twig-server.ts';

const pathOf = (path: string) =>
  path.replace(':id', 'ds_none').replace(':delivery_id', 'delivery_1');

describe('admission', () => {
  it('answers a missing key, a wrong key and a malformed header with one and the same body', async () => {
    using twig = await openTwigServer();
    const tries = ['', 'Bearer ', 'Bearer twigsk_test_wrong', 'Basic abc', `Bearer ${twig.key}x`];

    const answers = await Promise.all(
      tries.map((authorization) =>
        twig.call('GET', '/api/v1/data-sources', { headers: { authorization } }),
      ),
    );
    const bodies = await Promise.all(
      answers.map(async (answer) => errorBody.parse(await answer.json())),
    );

    expect(answers.map(({ status }) => status)).toEqual(tries.map(() => 401));
    expect(new Set(bodies.map(({ error }) => JSON.stringify(error))).size).toBe(1);
    expect(bodies[0]?.error.code).toBe('unauthorized');
    expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each(Object.entries(routes))('of %s asks for its scope and names it', async (_, route) => {
    using twig = await openTwigServer();
    const others = (['read', 'write', 'execute', 'admin'] as const).filter(
      (s) => s !== route.scope,
    );
    const { value } = await twig.writer.createKey({ scopes: others });

    const headers = { authorization: `Bearer ${value}` };
    const answer = await twig.call(route.method, pathOf(route.path), { headers });
    const body = errorBody.parse(await answer.json());

    expect(answer.status).toBe(403);
    expect(body.error).toMatchObject({
      code: 'forbidden',
      details: { missing_scope: route.scope },
    });
  });

  it('says in the headers of every answer what is left', async () => {
    using twig = await openTwigServer({ limits: documentedScopeLimits });

    const ok = await twig.call('GET', '/api/v1/data-sources');
    const missing = await twig.call('GET', '/api/v1/data-sources/ds_none');
    const unknown = await twig.call('GET', '/api/v1/nothing');

    const headersOf = (answer: Response) => [
      answer.headers.get('x-ratelimit-limit'),
      answer.headers.get('x-ratelimit-remaining'),
      answer.headers.get('x-ratelimit-reset'),
    ];
    const nowSeconds = twig.clock.now() / 1000;
    expect(headersOf(ok)).toEqual(['200', '249', String(nowSeconds + 1)]);
    expect(headersOf(missing)).toEqual(['200', '248', String(nowSeconds + 1)]);
    expect(headersOf(unknown)).toEqual(['200', '247', String(nowSeconds + 1)]);
  });

  it('answers 429 with the time to wait, and lets the key in again after it', async () => {
    using twig = await openTwigServer({ limits: documentedScopeLimits });
    const write = () => twig.call('DELETE', '/api/v1/webhooks/wh_none');
    for (let taken = 0; taken < 15; taken += 1) expect((await write()).status).toBe(404);

    const refused = await write();
    const body = errorBody.parse(await refused.json());
    await twig.clock.advance(6_000);
    const again = await write();

    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('6');
    expect(refused.headers.get('x-ratelimit-limit')).toBe('10');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(body.error).toMatchObject({ code: 'rate_limit_exceeded', details: { scope: 'write' } });
    expect(again.status).toBe(404);
  });

  it('answers unknown paths and wrong methods with 404 in the envelope', async () => {
    using twig = await openTwigServer();

    for (const [method, path] of [
      ['GET', '/api/v1/nothing'],
      ['GET', '/'],
      ['PATCH', '/api/v1/data-sources'],
      ['DELETE', '/api/v1/semantic-search'],
    ] as const) {
      const answer = await twig.call(method, path);
      const body = errorBody.parse(await answer.json());
      expect([answer.status, body.error.code]).toEqual([404, 'not_found']);
      expect(body.request_id).toBe(answer.headers.get('x-request-id'));
      expect(body.request_id).toMatch(/^req_/);
    }
  });

  it('keeps keys hashed', async () => {
    using twig = await openTwigServer();

    const rows = JSON.stringify(twig.reader.all('SELECT * FROM api_keys'));

    expect(twig.key).toMatch(/^twigsk_test_.{32,}$/);
    expect(rows).not.toContain(twig.key.slice(12, -4));
  });

  it('knows the key of this start, which is kept nowhere', async () => {
    const value = 'twigsk_live_given_by_the_environment';
    using twig = await openTwigServer({
      startKey: { value, caller: { keyId: 'start', organisation: 'org_1', scopes: ['read'] } },
    });
    const headers = { authorization: `Bearer ${value}` };

    const read = await twig.call('GET', '/api/v1/data-sources', { headers });
    const written = await twig.call('DELETE', '/api/v1/webhooks/wh_none', { headers });
    const rows = twig.reader.all('SELECT * FROM api_keys');

    expect([read.status, written.status]).toEqual([200, 403]);
    expect(rows).toHaveLength(1);
  });

  it('sends the headers of the limits to whoever has no key, too', async () => {
    using twig = await openTwigServer({ limits: documentedScopeLimits });
    const headers = { authorization: 'Bearer twigsk_test_wrong' };

    const refused = await twig.call('GET', '/api/v1/data-sources', { headers });
    const lost = await twig.call('GET', '/api/v1/nothing', { headers });
    for (let time = 0; time < 260; time += 1) await twig.call('GET', '/api/v1/kb', { headers });
    const after = await twig.call('GET', '/api/v1/data-sources', { headers });
    const valid = await twig.call('GET', '/api/v1/data-sources');

    expect([refused.status, lost.status, after.status]).toEqual([401, 404, 401]);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('249');
    expect(lost.headers.get('x-ratelimit-remaining')).toBe('248');
    expect(after.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(valid.headers.get('x-ratelimit-remaining')).toBe('249');
  });

  it('answers the probes without a key', async () => {
    using twig = await openTwigServer();
    const headers = { authorization: '' };

    expect((await twig.call('GET', '/healthz', { headers })).status).toBe(200);
    expect((await twig.call('GET', '/readyz', { headers })).status).toBe(200);
    twig.reader.close();
    const unready = await twig.call('GET', '/readyz', { headers });
    expect(unready.status).toBe(503);
    expect(errorBody.parse(await unready.json()).error.code).toBe('service_unavailable');
    expect((await twig.call('GET', '/healthz', { headers })).status).toBe(200);
  });

  it('answers 500 without a word of what failed, and reports it', async () => {
    using twig = await openTwigServer();
    twig.reader.close();

    const answer = await twig.call('GET', '/api/v1/data-sources');
    const body = errorBody.parse(await answer.json());

    expect([answer.status, body.error.code]).toEqual([500, 'internal_error']);
    expect(JSON.stringify(body)).not.toMatch(/sqlite|statement|database|at .*\.ts/i);
    expect(twig.failures).toHaveLength(1);
  });
});
