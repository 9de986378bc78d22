import { createdApiKey } from '#twig/api/api-keys.ts';
import { type Route, routes } from '#twig/api/routes.ts';
import type { TestServer } from './open-twig-server.ts';
import { begin, end, push, upsert } from './push-body.ts';

/** A body that each route with one takes, by the route's name. */
export const validBodies: Readonly<Record<string, object>> = {
  createDataSource: { type: 'website', name: 'Docs', config: { url: 'https://docs.example.com' } },
  updateDataSource: { name: 'Renamed' },
  semanticSearch: { query: 'zebra', org_id: 'any' },
  query: { agent_id: 'agent_none', query: 'What is a zebra?' },
  createAgent: { name: 'Helper', data_source_ids: [] },
  updateAgent: { name: 'Renamed' },
  giveFeedback: { feedback: 'positive', comment: 'x' },
  createWebhook: { url: 'https://example.com/hook', events: ['agent.updated'] },
  updateWebhook: { events: ['agent.created'] },
  createUser: { email: 'jo@example.com', name: 'Jo', role: 'train' },
  createArticle: { title: 'Zebras', content: 'They have stripes.', status: 'draft' },
  updateArticle: { content: 'They have no spots.' },
  createApiKey: { name: 'CI', scopes: ['read'] },
  createEvalRun: { suite: 'docs' },
};

/** Routes by name, as the table lists them. */
export const everyRoute: readonly (Route & { readonly name: string })[] = Object.entries(
  routes,
).map(([name, route]) => ({ name, ...route }));

/** One of everything that has an id: first word of its path behind `/api/v1/` -> id. */
export async function createOneOfEach(twig: TestServer): Promise<Readonly<Record<string, string>>> {
  const create = async (name: string, path: string) => {
    const answer = await twig.call('POST', `/api/v1/${path}`, { body: validBodies[name] });
    return String(Object(await answer.json()).id);
  };
  const source = await create('createDataSource', 'data-sources');
  await push(twig, source, begin({ sync_id: 'sync_of_one' }), upsert('a.md', ['zebra']), end());
  const webhook = await create('createWebhook', 'webhooks');
  await twig.call('POST', `/api/v1/webhooks/${webhook}/test`);
  const body = { name: 'Helper', data_source_ids: [source] };
  const agent = await (await twig.call('POST', '/api/v1/agents', { body })).json();
  const asked = { agent_id: Object(agent).id, query: 'zebra' };
  const answered = await (await twig.call('POST', '/api/v1/query', { body: asked })).json();
  const key = await twig.call('POST', '/api/v1/api-keys', { body: validBodies.createApiKey });
  await create('createUser', 'users');
  return {
    'data-sources': source,
    syncs: 'sync_of_one',
    webhooks: webhook,
    agents: String(Object(agent).id),
    interactions: String(Object(answered).metadata?.interaction_id),
    kb: await create('createArticle', 'kb'),
    'api-keys': createdApiKey.parse(await key.json()).id,
    'eval-runs': await create('createEvalRun', 'eval-runs'),
  };
}

/** The path of a route with its ids filled in. */
export function fillPath(path: string, ids: Readonly<Record<string, string>>): string {
  const noun = path.split('/')[3] ?? '';
  if (path.includes(':id') && ids[noun] === undefined) {
    throw new Error(`There is no id for ${path}: let createOneOfEach make one.`);
  }
  return path.replace(':id', ids[noun] ?? '').replace(':delivery_id', 'delivery_1');
}

/** Every row of the index but the bookkeeping of requests, table by table. */
export function everyRow({ reader }: TestServer): Readonly<Record<string, string>> {
  const tables = reader.all(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
     AND name NOT LIKE '%passages%' AND name <> 'idempotent_answers' ORDER BY name`,
  );
  return Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      JSON.stringify(reader.all(`SELECT * FROM "${String(name)}"`)),
    ]),
  );
}
