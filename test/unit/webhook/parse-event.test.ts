import { describe, expect, it } from 'vitest';
import { parseEvent } from '#webhook/parse-event.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('parseEvent', () => {
  it.each([
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'The body is not valid UTF-8.'],
    ['nothing', new Uint8Array(), 'The body is not JSON.'],
    ['half a body', bytes('{"event":"agent.upd'), 'The body is not JSON.'],
    ['a list', bytes('[]'), 'The body is not a JSON object.'],
    ['null', bytes('null'), 'The body is not a JSON object.'],
    [
      'no event',
      bytes('{"data":{}}'),
      'The body names no event: "event" is missing or not a text.',
    ],
    [
      'an event that is a number',
      bytes('{"event":7}'),
      'The body names no event: "event" is missing or not a text.',
    ],
    [
      'data that is a text',
      bytes('{"event":"a","data":"b"}'),
      '"data" of the body is not a JSON object.',
    ],
  ])('finds %s unreadable and says why', (_, body, reason) => {
    expect(parseEvent(body)).toEqual({ readable: false, reason });
  });

  it.each([
    ['data_source.synced', 'data_source.synced'],
    ['datasource.processed', 'data_source.synced'],
    ['data_source.failed', 'datasource.failed'],
    ['agent.updated', 'agent.updated'],
    ['something.new', 'something.new'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
  ])('names %s as %s and keeps the original', (originalName, name) => {
    const parsed = parseEvent(
      bytes(
        JSON.stringify({ event: originalName, timestamp: '2026-01-15T12:00:00Z', data: { a: 1 } }),
      ),
    );

    expect(parsed).toMatchObject({
      readable: true,
      event: { name, originalName, timestamp: '2026-01-15T12:00:00Z', data: { a: 1 } },
    });
  });

  it('takes an event without data and time as it is', () => {
    expect(parseEvent(bytes('{"event":"agent.deleted","timestamp":5}'))).toMatchObject({
      readable: true,
      event: {
        name: 'agent.deleted',
        originalName: 'agent.deleted',
        timestamp: undefined,
        data: {},
      },
    });
  });
});
