import { type Agent, agent } from '#twig/api/agents.ts';
import { type QueryAnswer, queryAnswer } from '#twig/api/query.ts';
import type { TestServer } from './open-twig-server.ts';
import { begin, end, push, upsert } from './push-body.ts';

/** What the handbook of these tests says: enough for some questions, and not for others. */
export const handbook = [
  upsert(
    'refunds.md',
    [
      'A customer can return an item within thirty days of delivery. The item must be unused.',
      'Refunds arrive on the bank account within five working days.',
    ],
    { title: 'Refunds', url: 'https://docs.example.com/refunds' },
    ['Refunds'],
  ),
  upsert(
    'shipping.md',
    ['Delivery is free above fifty euros. Below that a parcel costs four euros.'],
    { title: 'Shipping', url: 'https://docs.example.com/shipping' },
    ['Shipping', 'Costs'],
  ),
  upsert('warranty.md', ['The warranty of a bicycle frame lasts ten years.'], {
    title: 'Warranty',
  }),
  upsert('lease.md', ['The lease of an office lasts five years.'], { title: 'Lease' }),
  upsert('fillers.md', [
    'Our offices are in Lisbon. The kitchen opens at eight.',
    'Meetings begin on time. Notes are kept in the wiki.',
    'Backups run every night. Keys are rotated every quarter.',
  ]),
];

/** Pushes the handbook into a new data source. */
export async function pushHandbook(twig: TestServer): Promise<string> {
  const id = await twig.createDataSource('Handbook');
  await push(twig, id, begin(), ...handbook, end());
  return id;
}

/** An agent over these data sources, or over a new one with the handbook. */
export async function createAgent(
  twig: TestServer,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<Agent> {
  const data_source_ids = fields.data_source_ids ?? [await pushHandbook(twig)];
  const body = { name: 'Support', ...fields, data_source_ids };
  return agent.parse(await (await twig.call('POST', '/api/v1/agents', { body })).json());
}

export async function askTwig(
  twig: TestServer,
  agentId: string,
  query: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<QueryAnswer> {
  const body = { agent_id: agentId, query, ...more };
  const answer = await twig.call('POST', '/api/v1/query', { body });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  return queryAnswer.parse(await answer.json());
}

/** The bodies of everything in the outbox, by the order in which it happened. */
export function outboxOf({ reader }: TestServer): readonly { event: string; data: unknown }[] {
  return (
    reader
      .all('SELECT body FROM deliveries ORDER BY key')
      // A BLOB column.
      .map(({ body }) => JSON.parse(new TextDecoder().decode(body as Uint8Array)))
  );
}

/** Registers an endpoint for these events, so that the outbox keeps them. */
export async function listenFor({ call }: TestServer, ...events: string[]): Promise<void> {
  const body = { url: 'https://hooks.example.com/in', events };
  await call('POST', '/api/v1/webhooks', { body });
}
