import { describe, expect, it } from 'vitest';
import { errorBody } from '#twig/api/error-body.ts';
import { routes } from '#twig/api/routes.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';
import { ndjson } from '../../../support/push-body.ts';

/** The same numbers every time. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x',
  '\u0000',
  '\ud800',
  '__proto__',
  [],
  [[]],
  {},
  { constructor: 1 },
  'x'.repeat(20_000),
];

describe('bad input', () => {
  it('is never answered with 500', async () => {
    using twig = await openTwigServer();
    const id = await twig.createDataSource();
    const random = createRandom(7);
    const pick = () => odd[random(odd.length)];
    const fields = [
      'type',
      'name',
      'config',
      'query',
      'org_id',
      'top_k',
      'url',
      'events',
      'secret',
    ];
    const statuses = new Set<number>();

    for (let round = 0; round < 400; round += 1) {
      const table = Object.values(routes);
      const route = table[random(table.length)];
      if (!route) continue;
      const shape = random(4);
      const object = Object.fromEntries(fields.map((name) => [name, pick()]));
      const body =
        shape === 0 ? JSON.stringify(pick()) : shape === 1 ? '{"a":' : JSON.stringify(object);
      const headers = shape === 3 ? ndjson : { 'content-type': 'application/json' };
      const path = route.path.replace(':id', random(2) ? id : encodeURIComponent(String(pick())));
      const query = `?limit=${encodeURIComponent(String(round % 300))}&cursor=%00&x[y]=${round}`;
      const answer = await twig.call(route.method, path + query, {
        headers,
        ...(route.method === 'GET' ? {} : { body }),
      });
      statuses.add(answer.status);
      if (answer.status >= 400) errorBody.parse(await answer.json());
    }

    expect(twig.failures).toEqual([]);
    expect([...statuses].filter((status) => status >= 500)).toEqual([]);
    expect(statuses).toContain(400);
  });

  it('in a path or a header is harmless', async () => {
    using twig = await openTwigServer();

    for (const path of [
      '/api/v1/data-sources/%',
      '/api/v1/data-sources/%E0%A4',
      '/api/v1//',
      '/%00',
    ]) {
      expect((await twig.call('GET', path)).status).toBe(404);
    }
    expect(twig.failures).toEqual([]);
  });
});
