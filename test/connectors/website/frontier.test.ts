import { describe, expect, it } from 'vitest';
import { createFrontier, type Frontier } from '../../../connectors/website/frontier.ts';
import type { Journal } from '../../../connectors/website/journal.ts';
import { collect } from '../../support/collect.ts';
import { memoryJournal, memoryStore } from './memory-journal.ts';

const newFrontier = (journal = memoryJournal(), maxWaiting = 100) =>
  createFrontier({ maxWaiting, journal });

async function takeAll(frontier: Frontier): Promise<readonly string[]> {
  const taken: string[] = [];
  for (let turn = await frontier.take(); turn; turn = await frontier.take()) {
    taken.push(turn.url);
    frontier.visited(turn.url);
  }
  return taken;
}

describe('createFrontier', () => {
  it('hands out each address once, in the order in which it was found', async () => {
    const frontier = newFrontier();

    const added = ['a', 'b', 'a'].map((url) => frontier.add({ url, depth: 0 }));

    expect(added).toEqual([true, true, false]);
    expect(await takeAll(frontier)).toEqual(['a', 'b']);
    expect(frontier.add({ url: 'a', depth: 0 })).toBe(false);
  });

  it('keeps the order over what is written and what is not', async () => {
    const journal = memoryJournal();
    const frontier = newFrontier(journal);
    const taken: (string | undefined)[] = [];
    for (const url of ['a', 'b', 'c', 'd', 'e', 'f']) {
      frontier.add({ url, depth: 0 });
      if (url === 'b' || url === 'd') await journal.flush(null);
      if (url === 'c') taken.push((await frontier.take())?.url);
    }

    expect([...taken, ...(await takeAll(frontier))]).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    frontier.add({ url: 'late', depth: 0 });
    expect(await takeAll(frontier)).toEqual(['late']);
  });

  it('visits no address that a redirect led to before its turn, and one that is put back again', async () => {
    const frontier = newFrontier();
    for (const url of ['a', 'b']) frontier.add({ url, depth: 0 });
    frontier.visited('b');

    const first = await takeAll(frontier);
    frontier.again({ url: 'a', depth: 0 });

    expect(first).toEqual(['a']);
    expect(await takeAll(frontier)).toEqual(['a']);
  });

  it('remembers no address that it has no room for', async () => {
    const frontier = newFrontier(memoryJournal(), 1);

    expect(frontier.add({ url: 'a', depth: 0 })).toBe(true);
    expect(frontier.add({ url: 'b', depth: 0 })).toBe(false);
    expect(frontier.overflowed).toBe(true);
    await frontier.take();
    expect(frontier.add({ url: 'b', depth: 0 })).toBe(true);
  });

  it('adds what a sitemap says to an address that waits; of two sitemaps the first counts', async () => {
    const frontier = newFrontier();
    frontier.add({ url: 'a', depth: 0 });
    frontier.note('a', '2026-01-01');
    frontier.note('a', '2026-02-02');

    expect(await frontier.take()).toMatchObject({ listed: true, lastmod: '2026-01-01' });
  });

  it('goes on from a mark in another run, and knows what it met', async () => {
    const store = memoryStore();
    const journal: Journal = memoryJournal(store);
    const first = newFrontier(journal);
    for (const url of ['a', 'b', 'c', 'd']) first.add({ url, depth: 0 });
    first.note('d', '2026-01-01');
    const turn = await first.take();
    first.visited('a');
    first.visited('c');
    await journal.flush(null);
    // After the mark: another run knows nothing of it.
    first.add({ url: 'e', depth: 0 });

    const second = newFrontier(memoryJournal(store, 1));
    for (const entry of await journal.entries(1)) second.replay(entry);
    await second.resume({ position: (turn?.position ?? 0) + 1, overflowed: false });

    expect(second.size).toBe(3);
    expect(second.has('e')).toBe(false);
    expect(await second.take()).toMatchObject({ url: 'b', position: 1 });
    expect(await second.take()).toMatchObject({ url: 'd', listed: true, lastmod: '2026-01-01' });
    expect(await second.take()).toBeUndefined();
  });

  it('tells what was in the queue before a position', async () => {
    const journal = memoryJournal();
    const frontier = newFrontier(journal);
    for (const url of ['a', 'b', 'c']) {
      frontier.add({ url, depth: 0 });
      if (url === 'a') await journal.flush(null);
    }

    const before = await collect(frontier.before(2));

    expect(before.map(({ url }) => url)).toEqual(['a', 'b']);
  });
});
