import { describe, expect, expectTypeOf, it } from 'vitest';
import type { JsonObject } from '#core/json.ts';
import { normaliseEventName, publishedEvents } from '#core/webhook-event.ts';
import { readTwigEvent } from '#webhook/twig-event.ts';

function read(originalName: string, data: JsonObject) {
  const name = normaliseEventName(originalName);
  return readTwigEvent({ name, originalName, timestamp: '2026-01-15T12:00:00Z', data });
}

describe('readTwigEvent', () => {
  it('reads both vocabularies of a finished sync into one', () => {
    const v1 = read('data_source.synced', {
      data_source_id: 'ds_1',
      commit: 'abc',
      counts: { added: 1 },
    });
    const other = read('datasource.processed', { dataSource: { id: 'ds_1' }, stats: { added: 1 } });

    expect(v1).toMatchObject({ name: 'data_source.synced', dataSourceId: 'ds_1', commit: 'abc' });
    expect(other).toMatchObject({
      name: 'data_source.synced',
      originalName: 'datasource.processed',
      dataSourceId: 'ds_1',
      counts: { added: 1 },
      commit: undefined,
    });
  });

  it.each([
    [
      'agent.updated',
      { agent: { id: 'agent_1' }, changes: { model: 'b' } },
      { agentId: 'agent_1' },
    ],
    ['agent.deleted', { id: 'agent_1' }, { agentId: 'agent_1' }],
    ['datasource.failed', { data_source_id: 'ds_1', error: 'gone' }, { reason: 'gone' }],
    ['eval.completed', { run_id: 'run_1', reportUrl: 'http://x' }, { reportUrl: 'http://x' }],
    ['interaction.completed', { interaction_id: 'int_1', latency_ms: 1432 }, { latencyMs: 1432 }],
    ['interaction.feedback', { rating: 5 }, { rating: 5 }],
    ['user.created', { user: { id: 'u' } }, { userId: 'u' }],
  ])('reads %s', (name, data, fields) => {
    expect(read(name, data)).toMatchObject({ name, ...fields, data });
  });

  it('takes what has another type for missing, and never fails', () => {
    for (const name of publishedEvents) {
      const wrong = { id: 5, agent_id: [], data_source: null, counts: 'none', latency_ms: '3' };

      const event = read(name, wrong);

      const { name: _, originalName, timestamp, data, ...fields } = event;
      expect(Object.values(fields).every((value) => value === undefined)).toBe(true);
      expect(data).toBe(wrong);
    }
  });

  it('calls an unpublished event unknown and keeps its name', () => {
    expect(read('moon.full', { a: 1 })).toEqual({
      name: 'unknown',
      originalName: 'moon.full',
      timestamp: '2026-01-15T12:00:00Z',
      data: { a: 1 },
    });
  });

  it('tells events apart by type', () => {
    const event = read('data_source.synced', {});
    if (event.name === 'data_source.synced') {
      expectTypeOf(event.syncId).toEqualTypeOf<string | undefined>();
    }
    if (event.name === 'unknown') expectTypeOf(event).not.toHaveProperty('syncId');
    expect(event.name).toBe('data_source.synced');
  });
});
