import { describe, expect, it } from 'vitest';
import { connectClient } from '../../../support/connect-client.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { type Reply, scriptedServer } from '../../../support/scripted-server.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const source = { id: 'ds_1', type: 'file', name: 'Handbook', status: 'active' };
const ok: Reply = { body: source };
const created: Reply = { status: 201, body: source };

describe('TwigClient', () => {
  describe('keeps the pace', () => {
    it('of 10 writes a minute and a burst of 15, and tells who watches', async () => {
      await using server = await scriptedServer([created]);
      const { client, clock, waits } = connectClient(server.url);
      const startedAt = clock.now();

      for (let write = 0; write < 17; write += 1) {
        await client.dataSources.create({ type: 'file', name: 'A' });
      }

      expect(clock.now() - startedAt).toBe(12_000);
      expect(waits).toEqual(
        Array(2).fill({ scope: 'write', ms: 6000, why: 'pace', perMinute: 10 }),
      );
    });

    it('of each scope by itself', async () => {
      await using server = await scriptedServer((request) =>
        request.method === 'POST' ? created : ok,
      );
      const { client, waits } = connectClient(server.url, {
        limits: { write: { perMinute: 1, burst: 1 } },
      });

      await client.dataSources.create({ type: 'file', name: 'A' });
      await client.dataSources.get('ds_1');

      expect(waits).toEqual([]);
    });

    it('that the server names in its headers', async () => {
      const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0' };
      await using server = await scriptedServer([{ ...ok, headers }]);
      const { client, waits } = connectClient(server.url);

      await client.dataSources.get('ds_1');
      await client.dataSources.get('ds_1');

      expect(waits).toEqual([{ scope: 'read', ms: 1000, why: 'pace', perMinute: 60 }]);
    });

    it('for every caller after a 429', async () => {
      await using server = await scriptedServer([
        { status: 429, headers: { 'retry-after': '30' } },
        ok,
      ]);
      const clock = manualClock();
      const { client, waits } = connectClient(server.url, { clock });

      const first = client.dataSources.get('ds_1');
      await waitUntil('the first caller sleeps', () => clock.sleeping === 1);
      const second = client.dataSources.get('ds_1');
      await waitUntil('both callers sleep', () => clock.sleeping === 2);
      const askedMeanwhile = server.seen.length;
      await clock.advance(31_000);
      await Promise.all([first, second]);

      expect(askedMeanwhile).toBe(1);
      expect(waits.map(({ why }) => why)).toEqual(['retry', 'pace']);
    });
  });
});
