import { describe, expect, it } from 'vitest';
import { listen } from '#entry/listen.ts';

const endless = () =>
  new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(1)) }));

describe('a listener', () => {
  it('closes although somebody holds a stream open', async () => {
    const listener = await listen({
      fetch: endless,
      port: 0,
      hostname: '127.0.0.1',
      lastAnswersMs: 100,
    });
    const answer = await fetch(listener.url);
    const reading = answer.text().catch(() => 'cut off');

    const startedAt = Date.now();
    await listener.close();

    expect(await reading).toBe('cut off');
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });
});
