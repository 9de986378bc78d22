import { describe, expect, it } from 'vitest';
import { haveItRead } from '#sync/destinations/trigger/have-it-read.ts';
import { manualClock } from '../../../support/manual-clock.ts';

interface Answers {
  readonly triggered?: { readonly status?: string; readonly failureReason?: string };
  /** The first is that before the trigger; the last one stays. */
  readonly statuses: readonly string[];
}

async function read({ triggered = {}, statuses }: Answers) {
  const clock = manualClock({ skips: true });
  const startedAt = clock.now();
  const left = [...statuses];
  const asked = { triggers: 0 };
  const client = {
    status: async () => {
      const status = (left.length > 1 ? left.shift() : left[0]) ?? '';
      return {
        status,
        chunksIndexed: 7,
        failureReason: status === 'failed' ? 'no route' : undefined,
      };
    },
    sync: async () => {
      asked.triggers += 1;
      return triggered;
    },
  };
  const signal = new AbortController().signal;
  const label = 'data source "Site"';
  const outcome = await haveItRead(
    { client, dataSourceId: 'ds_1', label, clock },
    { signal },
  ).catch((error: unknown) => error);
  return { outcome, tookMs: clock.now() - startedAt, ...asked };
}

describe('having the server read', () => {
  it('ends when the server has read', async () => {
    const { outcome, triggers } = await read({
      triggered: { status: 'pending' },
      statuses: ['active', 'processing', 'processing', 'active'],
    });

    expect(outcome).toMatchObject({ status: 'active', chunksIndexed: 7 });
    expect(triggers).toBe(1);
  });

  it('does not take the state before the trigger for its result', async () => {
    const { outcome } = await read({
      statuses: ['failed', 'failed', 'failed', 'processing', 'active'],
    });

    expect(outcome).toMatchObject({ status: 'active' });
  });

  it('believes a state that stays, when the server never showed that it reads', async () => {
    const { outcome, tookMs } = await read({ statuses: ['active'] });

    expect(outcome).toMatchObject({ status: 'active' });
    expect(tookMs).toBeGreaterThanOrEqual(15_000);
    expect(tookMs).toBeLessThan(30_000);
  });

  it("says the server's own reason when it failed, at once or later", async () => {
    const later = await read({ triggered: { status: 'pending' }, statuses: ['active', 'failed'] });
    const atOnce = await read({
      triggered: { status: 'failed', failureReason: 'no connectors' },
      statuses: ['active'],
    });

    expect(later.outcome).toMatchObject({ message: expect.stringContaining('no route') });
    expect(atOnce.outcome).toMatchObject({ message: expect.stringContaining('no connectors') });
  });

  it('gives up after half a day', async () => {
    const { outcome } = await read({ statuses: ['processing'] });

    expect(outcome).toHaveProperty('code', 'reading_endless');
  });
});
