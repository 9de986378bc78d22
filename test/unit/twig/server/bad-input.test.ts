import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { errorBody } from '#twig/api/error-body.ts';
import {
  createOneOfEach,
  everyRoute,
  everyRow,
  fillPath,
  validBodies,
} from '../../../support/every-route.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { ndjson } from '../../../support/push-body.ts';

const json = { 'content-type': 'application/json' };
const evals = { suiteNames: () => ['docs'], start: () => Promise.reject(new Error('unused')) };
const documented = [400, 401, 403, 404, 409, 413, 429];

/** Values that no field of the contract takes, whatever the field. */
const wrong: readonly unknown[] = [null, true, -1.5, 1e308, [[]], [null], { constructor: 1 }, ''];

/** Values that a free text may well take, but that must not hurt. */
const odd: readonly string[] = [
  '\u0000',
  '\ud800',
  '__proto__',
  'x'.repeat(900_000),
  "'; DROP TABLE documents; --",
  '" OR 1=1 --',
  'title:zebra NEAR/2 (a AND b) NOT "c',
  'zebra* ^ { } : - "',
  '../../etc/passwd',
  '%00%2e%2e%2f',
  '\u202e\ufeff\u200b',
  '🦓'.repeat(1_000),
];

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** Bodies that are wrong as bodies, for any call that takes one. */
const brokenBodies: readonly {
  readonly what: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}[] = [
  { what: 'nothing', body: '', headers: json },
  { what: 'half an object', body: '{"name":', headers: json },
  { what: 'a list', body: '[]', headers: json },
  { what: 'a word', body: '"x"', headers: json },
  { what: 'JSON that is too deep', body: deep(100_000), headers: json },
  {
    what: 'JSON that is deep',
    body: `{"config":${deep(500)},"metadata":${deep(500)}}`,
    headers: json,
  },
  { what: 'a body that is too large', body: `{"name":"${'x'.repeat(2 ** 21)}"}`, headers: json },
  { what: 'bad UTF-8', body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), headers: json },
  { what: 'another content type', body: '{}', headers: { 'content-type': 'text/plain' } },
  {
    what: 'a form',
    body: 'name=x',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  {
    what: 'truncated gzip',
    body: new Uint8Array(gzipSync('{"name":"x"}').subarray(0, 15)),
    headers: { ...json, 'content-encoding': 'gzip' },
  },
  {
    what: 'no gzip at all',
    body: '{"name":"x"}',
    headers: { ...json, 'content-encoding': 'gzip' },
  },
  {
    what: 'a gzip bomb',
    body: new Uint8Array(gzipSync(new Uint8Array(64 * 2 ** 20).fill(0x20))),
    headers: { ...json, 'content-encoding': 'gzip' },
  },
  { what: 'an unknown coding', body: '{}', headers: { ...json, 'content-encoding': 'br' } },
];

const withBody = everyRoute.filter(({ name }) => validBodies[name] !== undefined);

/** The status of an answer, which must be a documented refusal in the envelope. */
async function refusalOf(answer: Response, what: string): Promise<number> {
  if (!documented.includes(answer.status)) {
    throw new Error(`${what} was answered ${answer.status}: ${await answer.text()}`);
  }
  const body = errorBody.parse(await answer.json());
  expect(body.request_id).toBe(answer.headers.get('x-request-id'));
  return answer.status;
}

describe('bad input', () => {
  it('knows a valid body for each route that takes one', () => {
    const others = everyRoute
      .filter(({ method, name }) => (method === 'POST' || method === 'PUT') && !validBodies[name])
      .map(({ name }) => name);

    expect(withBody.length).toBeGreaterThan(10);
    expect(others.sort()).toEqual(['redeliver', 'syncDataSource', 'testWebhook']);
  });

  it.each(brokenBodies)('such as $what is refused by every route, and nothing is stored', async ({
    what,
    body,
    headers,
  }) => {
    using twig = await openTwigServer({ evals });
    const ids = await createOneOfEach(twig);
    const before = everyRow(twig);

    for (const { name, method, path } of withBody) {
      const answer = await twig.call(method, fillPath(path, ids), { body, headers });
      await refusalOf(answer, `${what} to ${name}`);
    }

    expect(everyRow(twig)).toEqual(before);
    expect(twig.failures).toEqual([]);
  });

  it('in any field of any route is refused by that name, and nothing is stored', async () => {
    using twig = await openTwigServer({ evals });
    const ids = await createOneOfEach(twig);
    const before = everyRow(twig);
    let tried = 0;

    for (const { name, method, path } of withBody) {
      for (const [field, value] of Object.entries(validBodies[name] ?? {})) {
        for (const bad of wrong) {
          if (isFine(field, value, bad)) continue;
          tried += 1;
          const body = { ...validBodies[name], [field]: bad };
          const answer = await twig.call(method, fillPath(path, ids), { body });
          const what = `${field} = ${JSON.stringify(bad)} to ${name}`;
          const refusal = errorBody.parse(await answer.clone().json());
          expect([400, what]).toEqual([await refusalOf(answer, what), what]);
          expect(Object.keys(refusal.error.details).join()).toContain(field);
        }
      }
    }

    expect(tried).toBeGreaterThan(150);
    expect(everyRow(twig)).toEqual(before);
    expect(twig.failures).toEqual([]);
  });

  it('that leaves a required field out is refused by its name', async () => {
    using twig = await openTwigServer({ evals });
    const creating = withBody.filter(({ method }) => method === 'POST');

    for (const { name, method, path } of creating) {
      const ids = { interactions: 'int_none' };
      const answer = await twig.call(method, fillPath(path, ids), { body: {} });
      const status = await refusalOf(answer, `{} to ${name}`);
      if (name !== 'giveFeedback') expect([name, status]).toEqual([name, 400]);
    }
  });

  it('that is only odd text does no harm, wherever it stands', async () => {
    using twig = await openTwigServer({ evals });
    const ids = await createOneOfEach(twig);
    const statuses = new Set<number>();

    for (const { name, method, path } of withBody) {
      for (const [field, value] of Object.entries(validBodies[name] ?? {})) {
        if (typeof value !== 'string') continue;
        for (const text of odd) {
          const body = { ...validBodies[name], [field]: text };
          const answer = await twig.call(method, fillPath(path, ids), { body });
          statuses.add(answer.status);
          if (answer.status >= 400) await refusalOf(answer, `${field} to ${name}`);
        }
      }
    }

    expect([...statuses].filter((status) => status >= 500)).toEqual([]);
    expect(twig.failures).toEqual([]);
    expect(await isWhole(twig)).toBe(true);
  });

  it('in a path, a query or a header is harmless on every route', async () => {
    using twig = await openTwigServer({ evals });
    const before = everyRow(twig);
    const ids = ['%', '%E0%A4', '%00', '..%2f..%2f', "'%20OR%201=1", 'x'.repeat(8_000), '%F0%9F'];
    const queries = ['limit=201', 'limit=-1', 'limit=1e9', 'offset=x', 'limit=', 'status=%00'];

    for (const { name, method, path } of everyRoute) {
      const body = validBodies[name];
      for (const id of path.includes(':id') ? ids : []) {
        const tried = path.replace(':id', id).replace(':delivery_id', id);
        const answer = await twig.call(method, tried, body && { body });
        expect([404, 400]).toContain(await refusalOf(answer, `${id} to ${name}`));
      }
      for (const query of method === 'GET' && !path.includes(':id') ? queries : []) {
        const answer = await twig.call(method, `${path}?${query}`);
        if (answer.status !== 200) expect(await refusalOf(answer, `${query} to ${name}`)).toBe(400);
      }
    }
    for (const path of ['/api/v1//', '/%00', '/api/v1/data-sources/../kb/%2e%2e']) {
      expect((await twig.call('GET', path)).status).toBe(404);
    }

    expect(everyRow(twig)).toEqual(before);
    expect(twig.failures).toEqual([]);
  });

  it('to a push is refused with its line, and nothing is stored', async () => {
    using twig = await openTwigServer();
    const path = `/api/v1/data-sources/${await twig.createDataSource()}/sync`;
    const before = everyRow(twig);
    const gzip = { ...ndjson, 'content-encoding': 'gzip' };

    for (const [body, headers] of [
      ['', ndjson],
      ['{"op":"begin"}\n', ndjson],
      [`${deep(100_000)}\n`, ndjson],
      [new Uint8Array([0xff, 0xfe]), ndjson],
      [new Uint8Array(gzipSync('{"op":"begin"}').subarray(0, 12)), gzip],
      [new Uint8Array(gzipSync(new Uint8Array(64 * 2 ** 20).fill(0x0a))), gzip],
      ['{}', { 'content-type': 'text/plain' }],
    ] as const) {
      await refusalOf(await twig.call('POST', path, { body, headers }), String(body).slice(0, 20));
    }

    expect(everyRow(twig)).toEqual(before);
    expect(twig.failures).toEqual([]);
  });
});

/** Whether a field takes the value after all, by the kind of what is known to be right for it. */
function isFine(field: string, right: unknown, bad: unknown): boolean {
  if (field === 'config') return typeof bad === 'object' && bad !== null && !Array.isArray(bad);
  if (field === 'comment' || field === 'system_prompt') return bad === '';
  return Array.isArray(right) && Array.isArray(bad) && bad.length === 0;
}

/** The tables are all there and a search still works. */
async function isWhole({ call, reader }: TestServer): Promise<boolean> {
  const body = { query: 'zebra', org_id: 'any' };
  const answer = await call('POST', '/api/v1/semantic-search', { body });
  return answer.ok && reader.all('PRAGMA integrity_check')[0]?.integrity_check === 'ok';
}
