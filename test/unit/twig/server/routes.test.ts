import { describe, expect, it } from 'vitest';
import { routes } from '#twig/api/routes.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';

/** For each route of the table, whether the server answers that it has none. */
async function missingRoutes(twig: TestServer): Promise<ReadonlyMap<string, boolean>> {
  const missing = new Map<string, boolean>();
  for (const [name, { method, path }] of Object.entries(routes)) {
    const filled = path.replace(':id', 'x').replace(':delivery_id', 'y');
    const answer = await twig.call(method, filled, method === 'GET' ? {} : { body: {} });
    missing.set(name, (await answer.text()).includes('on this server.'));
  }
  return missing;
}

describe('the route table', () => {
  it('holds what the server answers', async () => {
    using twig = await openTwigServer();

    const missing = await missingRoutes(twig);

    expect(missing.size).toBeGreaterThan(30);
    expect([...missing].filter(([, isMissing]) => isMissing)).toEqual([]);
    expect(twig.failures).toEqual([]);
  });

  it('needs a key everywhere', async () => {
    using twig = await openTwigServer();
    const headers = { authorization: '' };

    for (const { method, path } of Object.values(routes)) {
      const answer = await twig.call(method, path.replace(':id', 'ds_1'), { headers });
      expect(answer.status).toBe(401);
    }
  });

  it('of the documented profile is that of the documents alone', async () => {
    using twig = await openTwigServer({ profile: 'documented' });

    const missing = await missingRoutes(twig);

    const additions = Object.entries(routes).filter(([, { addition }]) => addition);
    expect(additions.length).toBeGreaterThan(10);
    expect([...missing].flatMap(([name, isMissing]) => (isMissing ? [name] : []))).toEqual(
      additions.map(([name]) => name),
    );
  });
});
