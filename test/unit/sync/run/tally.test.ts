import { describe, expect, it } from 'vitest';
import { createTally } from '#sync/run/tally.ts';

describe('what documents lose', () => {
  it('is counted by kind, with the first document that lost it', () => {
    const tally = createTally();

    tally.lost('macro roadmap', { documentId: 'a' });
    tally.lost('macro chart', { documentId: 'a' });
    tally.lost('macro roadmap', { documentId: 'b' });

    expect(tally.losses).toEqual([
      { what: 'macro roadmap', documentCount: 2, documentId: 'a' },
      { what: 'macro chart', documentCount: 1, documentId: 'a' },
    ]);
  });

  it('stays a short list when kinds are made up without end', () => {
    const tally = createTally();

    for (let at = 0; at < 1_000; at += 1) tally.lost(`macro ${at}`, { documentId: 'a' });

    expect(tally.losses).toHaveLength(201);
    expect(tally.losses.at(-1)).toMatchObject({ documentCount: 800 });
  });
});
