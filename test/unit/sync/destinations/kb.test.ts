import { describe, expect, it } from 'vitest';
import type { Change } from '#core/change.ts';
import type { Notebook } from '#core/notebook.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { createKbDestination } from '#sync/destinations/kb.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { destinationContract, remove, upsert } from '../../../contract/destination.ts';
import { caught } from '../../../support/caught.ts';
import { generousLimits, openTwigServer } from '../../../support/open-twig-server.ts';

const signal = new AbortController().signal;

async function openKb() {
  const twig = await openTwigServer({ limits: generousLimits, profile: 'documented' });
  const client = new TwigClient({
    apiKey: twig.key,
    baseUrl: 'http://embedded',
    fetch: (input, init) => twig.server.fetch(new Request(input, init)),
    clock: twig.clock,
    limits: generousLimits,
  });
  const { articles } = client;
  const open = (notebook: Notebook, owner = 'Handbook') =>
    createKbDestination({ articles, notebook, owner, label: 'kb' });
  const list = async () => {
    const { entries } = await articles.list({ limit: 200 });
    return entries.map(({ id, content = '', status }) => ({ id, content, status }));
  };
  return { articles, open, list, [Symbol.dispose]: () => twig[Symbol.dispose]() };
}

let seq = 0;

async function sync(
  destination: ReturnType<typeof createKbDestination>,
  changes: readonly Change[],
) {
  seq += 1;
  const identity = { syncId: `sync_${seq}`, namespace: 'docs', seq, metadata: {} };
  const delivery = await destination.open(identity, signal);
  const receipts = [];
  for (const change of changes) receipts.push(...(await delivery.add(change, signal)));
  receipts.push(...(await delivery.finish({}, signal)));
  return { receipts, traffic: delivery.traffic };
}

describe('the knowledge base', () => {
  // Each article is a write call of its own: that is what this way costs.
  it.each(
    destinationContract.filter(({ name }) => !name.includes('handful of write calls')),
  )('$name', async ({ run }) => {
    using kb = await openKb();
    const notebook = createMemoryNotebook();
    await run({
      destination: kb.open(notebook),
      async held(namespace) {
        const byId = new Map((await kb.list()).map((article) => [article.id, article]));
        const found: Record<string, readonly string[]> = {};
        const prefix = `doc/${namespace}/`;
        for await (const { key, value } of notebook.entries(prefix)) {
          const { content, status } = byId.get((value as { place: string }).place) ?? {};
          if (status !== 'published') continue;
          found[key.slice(prefix.length)] = (content?.split('\n\n---\n\n')[0] ?? '').split('\n\n');
        }
        return found;
      },
    });
  });

  it('a removed document becomes a draft, and the same article again when it is back', async () => {
    using kb = await openKb();
    const destination = kb.open(createMemoryNotebook());
    await sync(destination, [upsert('a', 'one')]);
    const [first] = await kb.list();

    await sync(destination, [remove('a')]);
    const away = await kb.list();
    await sync(destination, [upsert('a', 'two')]);
    const back = await kb.list();

    expect(away).toMatchObject([{ id: first?.id, status: 'draft' }]);
    expect(back).toMatchObject([{ id: first?.id, status: 'published' }]);
    expect(back[0]?.content).toContain('two');
  });

  it('a lost notebook costs no second copy, and takes nothing from another source', async () => {
    using kb = await openKb();
    await sync(kb.open(createMemoryNotebook(), 'Other'), [upsert('a', 'theirs')]);
    await sync(kb.open(createMemoryNotebook()), [upsert('a', 'ours'), upsert('b', 'ours')]);

    await sync(kb.open(createMemoryNotebook()), [
      upsert('a', 'ours, changed'),
      upsert('b', 'ours'),
    ]);

    const contents = (await kb.list()).map(({ content }) => content.split('\n')[0]).sort();
    expect(contents).toEqual(['ours', 'ours, changed', 'theirs']);
  });

  it('an article that was made, and whose answer was lost, is found again', async () => {
    using kb = await openKb();
    const notebook = createMemoryNotebook();
    const destination = kb.open(notebook);
    await sync(destination, [upsert('a', 'one')]);
    const forgetful = createKbDestination({
      owner: 'Handbook',
      label: 'kb',
      notebook,
      articles: {
        ...kb.articles,
        async create(article, options) {
          await kb.articles.create(article, options);
          throw new Error('The line was cut.');
        },
      },
    });
    const error = await caught(sync(forgetful, [upsert('b', 'two')]));

    const { receipts } = await sync(destination, [upsert('b', 'two')]);

    expect(error).toHaveProperty('message', 'The line was cut.');
    expect(receipts).toEqual([{ documentId: 'b', outcome: 'stored' }]);
    expect(await kb.list()).toHaveLength(2);
  });

  it('refuses what is longer than an article may be, without asking the server', async () => {
    using kb = await openKb();

    const { receipts, traffic } = await sync(kb.open(createMemoryNotebook()), [
      upsert('a', 'x'.repeat(500_001)),
    ]);

    expect(receipts).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('500000') },
    ]);
    expect(traffic.writeCalls).toBe(0);
  });
});
