import { describe, expect, it } from 'vitest';
import { withOperations } from '#entry/operations/with-operations.ts';

const metrics = { render: async () => ({ contentType: 'text/plain', body: 'up 1\n' }) };

function portOf({
  ready = async () => {},
  ending = new AbortController().signal,
}: {
  readonly ready?: () => Promise<unknown>;
  readonly ending?: AbortSignal;
} = {}) {
  const rest = () => new Response('the rest');
  const handle = withOperations(rest, { metrics, ready, ending });
  return async (path: string, init?: RequestInit) => {
    const answer = await handle(new Request(`http://localhost${path}`, init));
    const { status, headers } = answer;
    return { status, retryAfter: headers.get('retry-after'), body: await answer.text() };
  };
}

describe('the port of a long-running process', () => {
  it('tells that it lives, that it is ready, and its metrics, without a key', async () => {
    const ask = portOf();

    expect(await ask('/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: '{"status":"ready"}' });
    expect(await ask('/metrics')).toMatchObject({ status: 200, body: 'up 1\n' });
  });

  it('leaves everything else to who stands behind it', async () => {
    const ask = portOf();

    expect((await ask('/webhooks/twig')).body).toBe('the rest');
    expect((await ask('/metrics', { method: 'POST' })).body).toBe('the rest');
    expect((await ask('/healthz/x')).body).toBe('the rest');
  });

  it('lives but is not ready when the store does not answer, and says nothing of why', async () => {
    const ask = portOf({ ready: () => Promise.reject(new Error('postgres://u:p@db is gone')) });

    expect(await ask('/readyz')).toEqual({
      status: 503,
      retryAfter: '5',
      body: '{"status":"unavailable"}',
    });
    expect((await ask('/healthz')).status).toBe(200);
  });

  it('is not ready when the store takes too long', async () => {
    const ask = portOf({ ready: () => new Promise(() => {}) });

    expect(await ask('/readyz')).toMatchObject({ status: 503 });
  });

  it('is not ready any more once it ends', async () => {
    const ending = new AbortController();
    const ask = portOf({ ending: ending.signal });

    ending.abort();

    expect(await ask('/readyz')).toEqual({
      status: 503,
      retryAfter: '30',
      body: '{"status":"shutting_down"}',
    });
    expect((await ask('/healthz')).status).toBe(200);
  });
});
