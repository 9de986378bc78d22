import { describe, expect, it } from 'vitest';
import {
  createOneOfEach,
  everyRoute,
  everyRow,
  fillPath,
  validBodies,
} from '../../../support/every-route.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';

const evals = { suiteNames: () => ['docs'], start: () => Promise.reject(new Error('unused')) };

describe('a key of another organisation', () => {
  it('reaches nothing by its id, on any route', async () => {
    using twig = await openTwigServer({ evals });
    const ids = await createOneOfEach(twig);
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };
    const before = everyRow(twig);
    const withId = everyRoute.filter(({ path }) => path.includes(':id'));
    const answers: [string, number][] = [];

    for (const { name, method, path } of withId) {
      const body = validBodies[name];
      const answer = await twig.call(method, fillPath(path, ids), {
        headers,
        ...(body && { body }),
      });
      answers.push([name, answer.status]);
    }

    expect(withId.length).toBeGreaterThan(15);
    expect(answers).toEqual(withId.map(({ name }) => [name, 404]));
    expect(everyRow(twig)).toEqual(before);
    expect(twig.failures).toEqual([]);
  });

  it('sees none of it in any list, search or answer', async () => {
    using twig = await openTwigServer({ evals });
    const ids = await createOneOfEach(twig);
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };
    const lists = everyRoute.filter(
      ({ method, path, name }) =>
        method === 'GET' && !path.includes(':id') && name !== 'getAnalytics',
    );
    const totals: [string, unknown][] = [];

    for (const { name, path } of lists) {
      const answer = Object(await (await twig.call('GET', path, { headers })).json());
      totals.push([name, answer.total]);
    }
    const body = { query: 'zebra', org_id: 'any' };
    const found = await (
      await twig.call('POST', '/api/v1/semantic-search', { headers, body })
    ).json();
    const asked = { agent_id: ids.agents, query: 'zebra' };
    const queried = await twig.call('POST', '/api/v1/query', { headers, body: asked });

    expect(lists.length).toBeGreaterThan(6);
    // The one key of the other organisation is its own.
    const expected = lists.map(({ name }) => [name, name === 'listApiKeys' ? 1 : 0]);
    expect(totals).toEqual(expected);
    expect(Object(found).chunks).toEqual([]);
    expect(queried.status).toBe(404);
  });
});
