import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../connectors/website/journal.ts';
import { createOtherAddresses } from '../../../connectors/website/other-addresses.ts';
import { memoryJournal } from './memory-journal.ts';

describe('other addresses of a page', () => {
  it('are given once, each once, in the order of the alphabet', () => {
    const addresses = createOtherAddresses(memoryJournal());
    for (const from of ['/c', '/a', '/c', '/page']) addresses.note(from, '/page');

    expect(addresses.take('/page')).toEqual(['/a', '/c']);
    expect(addresses.take('/page')).toEqual([]);
    expect(addresses.take('/other')).toEqual([]);
  });

  it('are as many after a walk was broken off and gone on with', async () => {
    const journal = memoryJournal();
    const before = createOtherAddresses(journal);
    before.note('/a', '/page');
    before.note('/a', '/page');
    const noted: readonly JournalEntry[] = await journal.entries(1);
    const after = createOtherAddresses(memoryJournal());
    for (const entry of noted) after.replay(entry);

    expect(noted).toHaveLength(1);
    expect(after.take('/page')).toEqual(['/a']);
  });

  it('are twenty of a page at most, however many a site makes up', () => {
    const addresses = createOtherAddresses(memoryJournal());
    for (let at = 0; at < 1_000; at++) addresses.note(`/?session=${at}`, '/page');

    expect(addresses.take('/page')).toHaveLength(20);
  });
});
