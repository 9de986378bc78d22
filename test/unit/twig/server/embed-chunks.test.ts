import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RetryError } from '#core/errors.ts';
import { semanticSearchAnswer } from '#twig/api/semantic-search.ts';
import { createTwigServer } from '#twig/server/create-twig-server.ts';
import { type ConceptEmbedder, conceptEmbedder } from '../../../support/concept-embedder.ts';
import {
  generousLimits,
  openTwigServer,
  type TestServer,
} from '../../../support/open-twig-server.ts';
import { begin, describeAnew, end, push, remove, upsert } from '../../../support/push-body.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const groups = [
  ['car', 'automobile', 'vehicle'],
  ['repair', 'fix', 'mend'],
  ['boat', 'ship', 'vessel'],
] as const;
const garage = [
  upsert('mending.md', ['Ways to mend an automobile.']),
  upsert('ships.md', ['A vessel at sea.']),
  upsert('other.md', ['Nothing of the kind.']),
];

describe('embedding chunks', () => {
  let embedder: ConceptEmbedder;
  let twig: TestServer;
  let dataSourceId: string;

  beforeEach(async () => {
    embedder = conceptEmbedder(groups);
    twig = await openTwigServer({ models: { embedder } });
    dataSourceId = await twig.createDataSource();
  });
  afterEach(() => twig[Symbol.dispose]());

  const { signal } = new AbortController();
  async function ask(query: string, more: object = {}) {
    const body = { query, org_id: 'any', ...more };
    const answer = await twig.call('POST', '/api/v1/semantic-search', { body });
    return semanticSearchAnswer.parse(await answer.json());
  }
  const pathsFor = async (query: string, more: object = {}) =>
    (await ask(query, more)).chunks.map(({ metadata }) => metadata?.path);
  const count = (table: string) =>
    Number(twig.reader.get(`SELECT count(*) AS count FROM ${table}`)?.count);

  it('finds by words at once, and by meaning as soon as the vectors are there', async () => {
    await push(twig, dataSourceId, begin(), ...garage, end());

    const words = await pathsFor('vessel at sea');
    const before = await pathsFor('fix a car');
    const made = await twig.server.embedBacklog(signal);
    const after = await pathsFor('fix a car');

    expect(words[0]).toBe('ships.md');
    expect(before).not.toContain('mending.md');
    expect(made).toBe(3);
    expect(after[0]).toBe('mending.md');
  });

  it('embeds titles and headings with the text', async () => {
    const line = upsert('a.md', ['The text.'], { title: 'Title' }, ['Title', 'Part']);
    await push(twig, dataSourceId, begin(), line, end());

    await twig.server.embedBacklog(signal);

    expect(embedder.texts).toEqual(['Title\nPart\n\nThe text.']);
  });

  it('gives the vector of the question, of the model and without one', async () => {
    await push(twig, dataSourceId, begin(), ...garage, end());
    const withModel = await ask('fix a car');
    using plain = await openTwigServer();
    const body = { query: 'fix a car', org_id: 'any' };
    const answer = await plain.call('POST', '/api/v1/semantic-search', { body });
    const without = semanticSearchAnswer.parse(await answer.json());

    expect(withModel.query_embedding).toEqual([1, 1, 0, Math.fround(0.1)]);
    expect(without.query_embedding).toHaveLength(256);
  });

  it('keeps vectors and chunks together through replacing and deleting', async () => {
    await push(twig, dataSourceId, begin(), ...garage, end());
    await twig.server.embedBacklog(signal);

    const replaced = upsert('mending.md', ['About tea.', 'About ship building.']);
    await push(twig, dataSourceId, begin({ sync_id: 's2' }), replaced, remove('ships.md'), end());
    const waiting = count('vector_backlog');
    const meanwhile = await pathsFor('fix a car');
    const made = await twig.server.embedBacklog(signal);

    expect(waiting).toBe(2);
    expect(meanwhile).not.toContain('mending.md');
    expect(made).toBe(2);
    expect([count('chunks'), count('chunk_vectors'), count('vector_backlog')]).toEqual([3, 3, 0]);
    expect((await pathsFor('vessel'))[0]).toBe('mending.md');
  });

  it('makes vectors anew of a document that has another title, and finds by the old ones meanwhile', async () => {
    await push(twig, dataSourceId, begin(), ...garage, end());
    await twig.server.embedBacklog(signal);
    const renamed = describeAnew('mending.md', { title: 'Workshop' });
    const waiting: number[] = [];
    for (const sync_id of ['s2', 's3']) {
      await push(twig, dataSourceId, begin({ sync_id, seq: 2000 }), renamed, end());
      waiting.push(count('vector_backlog'));
    }
    const meanwhile = await pathsFor('fix a car');

    const made = await twig.server.embedBacklog(signal);

    expect(meanwhile[0]).toBe('mending.md');
    expect([waiting, made]).toEqual([[1, 1], 1]);
    expect(embedder.texts.at(-1)).toMatch(/^Workshop\n/);
    expect([count('chunks'), count('chunk_vectors'), count('vector_backlog')]).toEqual([3, 3, 0]);
    expect((await pathsFor('fix a car'))[0]).toBe('mending.md');
  });

  it('makes every vector anew for another model', async () => {
    await push(twig, dataSourceId, begin(), ...garage, end());
    await twig.server.embedBacklog(signal);
    const other = conceptEmbedder([...groups, ['sea', 'ocean']], 'concepts-2');
    const server = createTwigServer({
      ...{ reader: twig.reader, writer: twig.writer, clock: twig.clock },
      ...{ limits: generousLimits, http: () => Promise.reject(new Error('Nothing is sent.')) },
      models: { embedder: other },
    });

    const made = await server.embedBacklog(signal);
    const again = await server.embedBacklog(signal);

    expect([made, again]).toEqual([3, 0]);
    expect(count('chunk_vectors')).toBe(3);
    // The first model's vectors are gone: its questions are answered by words.
    expect(await pathsFor('fix a car')).not.toContain('mending.md');
  });

  it('goes on where it was aborted', async () => {
    const lines = Array.from({ length: 200 }, (_, at) => upsert(`p${at}`, [`ship ${at}`]));
    await push(twig, dataSourceId, begin(), ...lines, end());
    const stop = new AbortController();
    const stopping = {
      ...embedder,
      embed: async (texts: readonly string[]) => {
        const vectors = await embedder.embed(texts, signal);
        if (embedder.texts.length > 100) stop.abort(new Error('Enough.'));
        return vectors;
      },
    };
    const server = createTwigServer({
      ...{ reader: twig.reader, writer: twig.writer, clock: twig.clock },
      ...{ limits: generousLimits, http: () => Promise.reject(new Error('Nothing is sent.')) },
      models: { embedder: stopping },
    });

    await expect(server.embedBacklog(stop.signal)).rejects.toThrow('Enough.');
    const done = count('chunk_vectors');
    await twig.server.embedBacklog(signal);

    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(200);
    expect(count('chunk_vectors')).toBe(200);
    expect(new Set(embedder.texts).size).toBe(200);
    expect(embedder.texts).toHaveLength(200);
  });

  it('does not give a vector to a chunk that was replaced while it was made', async () => {
    await push(twig, dataSourceId, begin(), upsert('a.md', ['An old car.']), end());
    await twig.writer.useVectorSpace({ space: embedder.name, dimensions: embedder.dimensions });
    const vector = Float32Array.from([1, 0, 0, 0.1]);
    const stale = { chunkKey: 1, text: 'a.md\n\nAn old car.', vector };

    await push(
      twig,
      dataSourceId,
      begin({ sync_id: 's2' }),
      upsert('a.md', ['A new boat.']),
      end(),
    );
    const stored = await twig.writer.storeVectors({ space: embedder.name, vectors: [stale] });

    expect(stored).toBe(0);
    expect(count('vector_backlog')).toBe(1);
  });

  it('answers by words while the model fails, and says so', async () => {
    await push(twig, dataSourceId, begin(), ...garage, end());
    const down = new RetryError('The model is down.', { code: 'model_unavailable' });
    embedder.failWith(down);

    const { chunks, query_embedding } = await ask('vessel at sea');

    expect(chunks[0]?.metadata?.path).toBe('ships.md');
    expect(query_embedding).toHaveLength(256);
    expect(twig.failures).toEqual([down]);
  });

  it('keeps the backlog empty in the background, and asks a failed model again', async () => {
    const failure = { code: 'model_unavailable', retryAfterMs: 7_000 };
    embedder.failWith(new RetryError('The model is down.', failure));
    await push(twig, dataSourceId, begin(), ...garage, end());
    const stop = new AbortController();
    const background = twig.server.runBackground(stop.signal);

    await waitUntil('the model failed', () => twig.failures.length === 1);
    await waitUntil('it is asked later', () => twig.clock.sleeps.includes(7_000));
    const before = count('chunk_vectors');
    await twig.clock.advance(7_000);
    await waitUntil('the backlog is empty', () => count('chunk_vectors') === 3);
    await push(twig, dataSourceId, begin({ sync_id: 's2' }), upsert('new.md', ['A ship.']), end());
    await waitUntil('the new chunk has a vector', () => count('chunk_vectors') === 4);
    stop.abort();
    await background;

    expect(before).toBe(0);
  });

  it('honours readers and data sources by meaning too', async () => {
    const ada = { source: 'x', kind: 'user' as const, id: 'ada' };
    const other = await twig.createDataSource('Other');
    const texts = ['Mend an automobile.'];
    const hidden = Array.from({ length: 120 }, (_, at) =>
      upsert(`hidden-${at}`, texts, { acl: { kind: 'restricted', all_of: [[ada]] } }),
    );
    const open = upsert('open', ['About vehicles: a vehicle to repair.'], {
      acl: { kind: 'public' },
    });
    await push(twig, dataSourceId, begin(), ...hidden, open, end());
    await push(twig, other, begin(), upsert('theirs', texts), end());
    await twig.server.embedBacklog(signal);

    expect(await pathsFor('fix car', { principals: [] })).toEqual(['open']);
    expect(await pathsFor('fix car', { data_source_ids: [other] })).toEqual(['theirs']);
    expect(await pathsFor('fix car', { top_k: 200, principals: [ada] })).toHaveLength(121);
  });
});
