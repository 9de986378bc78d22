import { describe, expect, it } from 'vitest';
import { readBody } from '#webhook/read-body.ts';
import { manualClock } from '../../support/manual-clock.ts';

const limits = { maxBytes: 10, timeoutMs: 1_000, clock: manualClock() };

interface Source {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly given: () => number;
  readonly cancelled: () => boolean;
}

function bodyOf(parts: readonly (string | Error)[]): Source {
  let given = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const part = parts[given];
        given += 1;
        if (part === undefined) controller.close();
        else if (part instanceof Error) controller.error(part);
        else controller.enqueue(new TextEncoder().encode(part));
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, given: () => given, cancelled: () => cancelled };
}

describe('readBody', () => {
  it('reads what is too large to its end, so that the sender hears the answer', async () => {
    const source = bodyOf(['12345', '67890', '1', '2345']);

    const read = await readBody(source, limits);

    expect(read).toBe('too_large');
    expect(source.given()).toBe(5);
    expect(source.cancelled()).toBe(false);
  });

  it('breaks off a body without end at eight times the limit', async () => {
    const source = bodyOf(Array.from({ length: 100 }, () => '1234567890'));

    const read = await readBody(source, limits);

    expect(read).toBe('too_large');
    expect(source.given()).toBe(9);
    expect(source.cancelled()).toBe(true);
  });

  it('does not believe a Content-Length', async () => {
    const headers = { 'content-length': '3' };
    const request = new Request('http://x', { method: 'POST', headers, body: 'x'.repeat(11) });

    expect(await readBody(request, limits)).toBe('too_large');
  });

  it('rejects when the sender breaks off', async () => {
    await expect(readBody(bodyOf(['123', new Error('broken off')]), limits)).rejects.toThrow(
      'broken off',
    );
  });

  it('joins the parts of a body that just fits', async () => {
    expect(await readBody(bodyOf(['123', '', '4567', '890']), limits)).toEqual(
      new TextEncoder().encode('1234567890'),
    );
  });

  it('takes no body for an empty one', async () => {
    expect(await readBody({ body: null }, limits)).toEqual(new Uint8Array());
  });

  it('ends a body that does not come in time, and lets go of it', async () => {
    const clock = manualClock();
    let cancelled = false;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(Uint8Array.of(1)),
      cancel: () => {
        cancelled = true;
      },
    });

    const read = readBody({ body }, { ...limits, clock });
    await clock.advance(limits.timeoutMs);

    expect(await read).toBe('too_slow');
    expect(cancelled).toBe(true);
  });

  it('leaves no deadline behind', async () => {
    const clock = manualClock();

    await readBody(bodyOf(['123']), { ...limits, clock });

    expect(clock.sleeps).toEqual([limits.timeoutMs]);
    expect(clock.sleeping).toBe(0);
  });
});
