import { describe, expect, it } from 'vitest';
import { errorBody } from '#twig/api/error-body.ts';
import { interaction, interactionList } from '#twig/api/interactions.ts';
import { askTwig, createAgent, listenFor, outboxOf } from '../../../support/answering-twig.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';

const path = '/api/v1/interactions';
const dayMs = 24 * 60 * 60 * 1000;

/** Three interactions, one a day from 15 January, the first two by one agent. */
async function withThree() {
  const twig = await openTwigServer();
  const one = await createAgent(twig);
  const two = await createAgent(twig, { data_source_ids: [] });
  const ids: string[] = [];
  for (const [agent, query] of [
    [one.id, 'How long does the warranty last?'],
    [one.id, 'What does a parcel cost?'],
    [two.id, 'Anybody here?'],
  ] as const) {
    ids.push((await askTwig(twig, agent, query)).metadata.interaction_id);
    await twig.clock.advance(dayMs);
  }
  return { twig, ids, one, two };
}

async function judge({ call }: TestServer, id: string, body: object, headers = {}) {
  return call('POST', `${path}/${id}/feedback`, { body, headers });
}

async function found({ call }: TestServer, query: string) {
  return interactionList.parse(await (await call('GET', `${path}?${query}`)).json());
}

describe('interactions', () => {
  it('are listed newest first, page by page', async () => {
    const { twig, ids } = await withThree();
    using _ = twig;

    const all = await found(twig, '');
    const page = await found(twig, 'limit=1&offset=1');

    expect(all.interactions.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(page).toMatchObject({ total: 3, limit: 1, offset: 1, interactions: [{ id: ids[1] }] });
    expect(all.interactions.at(-1)).toMatchObject({
      query: 'How long does the warranty last?',
      response: 'The warranty of a bicycle frame lasts ten years. [1]',
      feedback: null,
      latency_ms: 0,
      created_at: '2026-01-15T12:00:00.000Z',
    });
  });

  it('are found by agent, by days that are both included, and by feedback', async () => {
    const { twig, ids, one } = await withThree();
    using _ = twig;
    await judge(twig, ids[0] ?? '', { feedback: 'positive' });
    await judge(twig, ids[1] ?? '', { feedback: 'negative' });
    const which = async (query: string) => {
      const { interactions, total } = await found(twig, query);
      expect(total).toBe(interactions.length);
      return interactions.map(({ id }) => ids.indexOf(id)).sort();
    };

    expect(await which(`agent_id=${one.id}`)).toEqual([0, 1]);
    expect(await which('agent_id=agent_unknown')).toEqual([]);
    expect(await which('start_date=2026-01-16')).toEqual([1, 2]);
    expect(await which('end_date=2026-01-16')).toEqual([0, 1]);
    expect(await which('start_date=2026-01-16&end_date=2026-01-16')).toEqual([1]);
    expect(await which('feedback=positive')).toEqual([0]);
    expect(await which('feedback=negative')).toEqual([1]);
    expect(await which('feedback=null')).toEqual([2]);
    expect(await which(`agent_id=${one.id}&feedback=null`)).toEqual([]);
  });

  it.each([
    ['start_date=15.01.2026', ['start_date']],
    ['start_date=2026-02-30', ['start_date']],
    ['start_date=2026-02-02&end_date=2026-02-01', ['end_date']],
    ['feedback=good&limit=0&offset=-1&agent_id=', ['agent_id', 'feedback', 'limit', 'offset']],
  ])('are refused for %s', async (query, fields) => {
    using twig = await openTwigServer();

    const answer = await twig.call('GET', `${path}?${query}`);

    expect(answer.status).toBe(400);
    expect(Object.keys(errorBody.parse(await answer.json()).error.details).sort()).toEqual(fields);
  });

  it('take feedback, the last word of which counts, and tell of it', async () => {
    const { twig, ids, one } = await withThree();
    using _ = twig;
    await listenFor(twig, 'interaction.feedback');
    const id = ids[0] ?? '';

    const first = await judge(twig, id, { feedback: 'negative', comment: 'Too long.' });
    const second = await judge(twig, id, { feedback: 'positive' });

    expect(interaction.parse(await first.json())).toMatchObject({
      id,
      feedback: 'negative',
      comment: 'Too long.',
    });
    expect(interaction.parse(await second.json())).toMatchObject({
      feedback: 'positive',
      comment: null,
    });
    expect(outboxOf(twig)).toMatchObject([
      {
        event: 'interaction.feedback',
        data: { interaction_id: id, agent_id: one.id, feedback: 'negative', comment: 'Too long.' },
      },
      { event: 'interaction.feedback', data: { interaction_id: id, feedback: 'positive' } },
    ]);
  });

  it('take no feedback that is none, none for what does not exist, none from elsewhere', async () => {
    const { twig, ids } = await withThree();
    using _ = twig;
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const theirs = { authorization: `Bearer ${value}` };
    const good = { feedback: 'positive' };

    const answers = [
      await judge(twig, ids[0] ?? '', { feedback: 'meh' }),
      await judge(twig, 'int_1', good),
      await judge(twig, ids[0] ?? '', good, theirs),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 404, 404]);
    expect((await found(twig, 'feedback=null')).total).toBe(3);
  });
});
