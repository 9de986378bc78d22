import { describe, expect, it } from 'vitest';
import type { WebhookSecret } from '#webhook/secret.ts';
import { secretNotices } from '#webhook/secret-notices.ts';

const now = Date.UTC(2026, 0, 15);
const dayMs = 24 * 3_600_000;

function notices(
  secrets: readonly Omit<WebhookSecret, 'value'>[],
  lastUses: Readonly<Record<string, number>> = {},
) {
  const valued = secrets.map((secret) => ({ ...secret, value: 'hunter2-hunter2' }));
  return secretNotices(valued, { now, lastUseOf: async (id) => lastUses[id] });
}

describe('secretNotices', () => {
  it('has nothing to say of one secret without an end', async () => {
    expect(await notices([{ id: 'current' }])).toEqual([]);
  });

  it('warns of the last one that ends within fourteen days, and of what follows', async () => {
    const [notice] = await notices([{ id: 'current', notAfter: now + 14 * dayMs }]);

    expect(notice).toMatchObject({ secretId: 'current', about: 'ends_soon' });
    expect(notice?.text).toContain('in 14 days');
    expect(notice?.text).toContain('every delivery will be refused');
    expect(await notices([{ id: 'current', notAfter: now + 14 * dayMs + 1 }])).toEqual([]);
  });

  it('is calmer when another one is in force then', async () => {
    const all = await notices([{ id: 'old', notAfter: now + dayMs }, { id: 'new' }], {
      old: now - dayMs,
      new: now,
    });

    expect(all).toMatchObject([{ secretId: 'old', about: 'ends_soon' }]);
    expect(all[0]?.text).toContain('Another one is in force then');
  });

  it('tells of one that is over and of one to come', async () => {
    const all = await notices([
      { id: 'old', notAfter: now },
      { id: 'current' },
      { id: 'next', notBefore: now + 1 },
    ]);

    expect(all.map(({ secretId, about }) => [secretId, about])).toEqual([
      ['old', 'ended'],
      ['next', 'not_yet'],
    ]);
  });

  it('while several are in force, tells which of them nobody uses', async () => {
    const all = await notices([{ id: 'old' }, { id: 'new' }, { id: 'unused' }], {
      old: now - 7 * dayMs - 1,
      new: now - 7 * dayMs,
    });

    expect(all.map(({ secretId, about }) => [secretId, about])).toEqual([
      ['old', 'idle'],
      ['unused', 'idle'],
    ]);
    expect(all[1]?.text).toContain('has signed none of the deliveries');
  });

  it('never shows a secret', async () => {
    const all = await notices([{ id: 'old', notAfter: now + 1 }, { id: 'new' }]);

    expect(all.length).toBeGreaterThan(0);
    expect(JSON.stringify(all)).not.toContain('hunter2');
  });
});
