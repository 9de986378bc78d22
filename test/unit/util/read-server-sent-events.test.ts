import { describe, expect, it } from 'vitest';
import { readServerSentEvents } from '#util/read-server-sent-events.ts';
import { caught } from '../../support/caught.ts';
import { collect } from '../../support/collect.ts';

const limits = { maxEventLength: 1000, onTooLong: () => new Error('too long') };

function streamOf(text: string, pieceLength = text.length) {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + pieceLength));
      at += pieceLength;
    },
    cancel() {
      cancelled = true;
    },
  });
  return { stream, wasCancelled: () => cancelled };
}

const text = [
  ': a comment\r\n',
  'data: first\r\n\r\n',
  'event: error\ndata: two\ndata:  lines é\nid: 7\n\n',
  'event: empty\n\n',
  'data\r\r',
  'data: never ended\n',
].join('');

const expected = [
  { event: 'message', data: 'first' },
  { event: 'error', data: 'two\n lines é' },
  { event: 'message', data: '' },
];

describe('the events of a stream', () => {
  it.each([1000, 7, 3, 2, 1])('are read from pieces of %i bytes', async (pieceLength) => {
    const { stream } = streamOf(text, pieceLength);

    expect(await collect(readServerSentEvents(stream, limits))).toEqual(expected);
  });

  it('are left alone once the loop is left', async () => {
    const { stream, wasCancelled } = streamOf(text, 20);

    for await (const event of readServerSentEvents(stream, limits)) {
      expect(event.data).toBe('first');
      break;
    }

    expect(wasCancelled()).toBe(true);
  });

  it.each([
    `data: ${'x'.repeat(2000)}`,
    'data: xxxxxxxx\n'.repeat(200),
  ])('may not be endless', async (endless) => {
    const { stream } = streamOf(endless, 100);

    const error = await caught(collect(readServerSentEvents(stream, limits)));

    expect(error).toEqual(new Error('too long'));
  });
});
