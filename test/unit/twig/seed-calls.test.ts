import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { legacyRoutes } from '#twig/api/legacy/routes.ts';
import { routes } from '#twig/api/routes.ts';
import { TwigAI, TwigClient } from '#twig/sdk/client.ts';
import { askTwig, createAgent, pushHandbook } from '../../support/answering-twig.ts';
import { callOf } from '../../support/check-answer.ts';
import { openTwigServer, type TestServer } from '../../support/open-twig-server.ts';
import { openapiCheck } from '../../support/openapi-check.ts';
import { type SeedCall, seedCalls } from '../../support/seed-calls.ts';

const allRoutes = { ...routes, ...legacyRoutes };
const methodOf = ({ route }: SeedCall) => allRoutes[route].method;
const coverage = resolve(import.meta.dirname, '../../../docs/api-coverage.md');

/** Ids that the documents print -> ids of things that are there. */
async function sampleIds(twig: TestServer): Promise<ReadonlyMap<string, string>> {
  const source = await pushHandbook(twig);
  const agent = await createAgent(twig, { data_source_ids: [source] });
  const other = await createAgent(twig, { data_source_ids: [source] });
  const { metadata } = await askTwig(twig, agent.id, 'How long does the warranty last?');
  const body = { title: 'A', content: 'B' };
  const article = Object(await (await twig.call('POST', '/api/v1/kb', { body })).json());
  return new Map([
    ['agent_abc123', agent.id],
    ['agent-123', other.id],
    ['ds_1', source],
    ['ds_2', source],
    ['ds-123', source],
    ['ds-1', source],
    ['ds-2', source],
    ['int_xyz123', metadata.interaction_id],
    ['int-123', metadata.interaction_id],
    ['kb_1', String(article.id)],
  ]);
}

function withIds(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(
    /\b(agent|ds|int|kb)[-_][a-z]*\d+\b/g,
    (id) => ids.get(id) ?? `${id} is not mapped`,
  );
}

function pathOf({ path, query }: SeedCall): string {
  return query ? `${path}?${new URLSearchParams(query)}` : path;
}

describe('the table of the documents’ calls', () => {
  it('is not empty, and has each documented call of the server', () => {
    const documented = Object.entries(routes).flatMap(([name, { addition }]) =>
      addition ? [] : [name],
    );
    const wanted = [...documented, ...Object.keys(legacyRoutes)];

    expect(seedCalls).toHaveLength(35);
    expect([...new Set(seedCalls.map(({ route }) => route))].sort()).toEqual(wanted.sort());
  });

  it('writes each call as the route that it names', () => {
    for (const call of seedCalls) {
      const { method, path } = allRoutes[call.route];
      expect(call.call.replace(', streamed', '')).toBe(`${method} ${path}`);
      expect(callOf(method, `http://x${call.path}`)?.name).toBe(call.route);
    }
  });
});

describe('the server', () => {
  it.each([
    'full',
    'documented',
  ] as const)('in its %s profile answers every one', async (profile) => {
    using seeded = await openTwigServer();
    const ids = await sampleIds(seeded);
    using twig = seeded.reopen({ profile });
    const answered: string[] = [];
    const check = openapiCheck();

    for (const call of seedCalls) {
      const body = call.body && JSON.parse(withIds(JSON.stringify(call.body), ids));
      const answer = await twig.call(methodOf(call), withIds(pathOf(call), ids), { body });
      const text = await answer.text();
      expect([call.call, answer.status, text]).toEqual([call.call, call.status, text]);
      for (const field of call.shows)
        expect([call.call, JSON.parse(text)]).toHaveProperty([1, field]);
      if (answer.headers.get('content-type') === 'application/json') {
        const { method, path } = allRoutes[call.route];
        const at = { method, path, status: call.status };
        expect([call.call, check(at, JSON.parse(text))]).toEqual([call.call, undefined]);
      }
      answered.push(call.call);
    }

    expect(answered).toHaveLength(seedCalls.length);
    expect(twig.failures).toEqual([]);
  });

  it('lists no route that the table and the additions do not name', async () => {
    const named = new Set<string>(seedCalls.map(({ route }) => route));
    const others = Object.entries(allRoutes).filter(
      ([name, route]) => !named.has(name) && !('addition' in route && route.addition),
    );

    expect(others).toEqual([]);
  });
});

describe('the check against the OpenAPI document', () => {
  it('says what is wrong', () => {
    const check = openapiCheck();
    const call = { method: 'GET', path: '/api/v1/agents/:id', status: 200 };

    expect(check(call, { id: 1 })).toContain('name');
  });
});

describe('the client', () => {
  it('sends every one as the documents print it, and reads the answer', async () => {
    using twig = await openTwigServer();
    const ids = await sampleIds(twig);
    const sent: Request[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      sent.push(request.clone());
      const body = await request.text();
      return twig.server.fetch(
        new Request(withIds(request.url, ids), {
          method: request.method,
          headers: request.headers,
          ...(body !== '' && { body: withIds(body, ids) }),
        }),
      );
    };
    const options = { apiKey: twig.key, baseUrl: 'http://twig.test', fetch };
    const clients = { twig: new TwigClient(options), legacy: new TwigAI(options) };

    for (const call of seedCalls) {
      await call.ask(clients);
      const request = sent.at(-1);
      const { pathname, searchParams } = new URL(request?.url ?? '');
      const body = await request?.text();
      expect({
        call: `${request?.method} ${pathname}`,
        query: Object.fromEntries(searchParams),
        body: body ? JSON.parse(body) : undefined,
      }).toEqual({
        call: `${methodOf(call)} ${call.path}`,
        query: call.query ?? {},
        body: call.body,
      });
    }

    expect(sent).toHaveLength(seedCalls.length);
  });
});

describe('the page on coverage', () => {
  it('lists every call with its status and how the client writes it', () => {
    const rows = [
      ...readFileSync(coverage, 'utf8').matchAll(/^\| `(.+?)` \| (\d+) \| `(.+?)` \|/gm),
    ];

    expect(rows.map(([, call, status, client]) => [call, Number(status), client])).toEqual(
      seedCalls.map(({ call, status, client }) => [call, status, client]),
    );
  });
});
