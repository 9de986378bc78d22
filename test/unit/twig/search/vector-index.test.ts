import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cosineOf, normalise, quantise } from '#twig/search/quantise.ts';
import { createVectorIndex } from '#twig/search/vector-index.ts';
import { listUnembedded } from '#twig/search/vector-store.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { begin, end, push, remove, upsert } from '../../../support/push-body.ts';
import { type SeededRandom, seededRandom } from '../../../support/seeded-random.ts';

const dimensions = 60;
const space = 'vectors-1';

/** Roughly normal numbers, around a centre if one is given. */
function randomVector(random: SeededRandom, centre?: Float32Array): Float32Array {
  return Float32Array.from({ length: dimensions }, (_, at) => {
    const noise = (random.below(1_000) + random.below(1_000) + random.below(1_000)) / 1_500 - 1;
    return noise + 1.5 * (centre?.[at] ?? 0);
  });
}

function cosine(one: Float32Array, other: Float32Array): number {
  const [a, b] = [normalise(one), normalise(other)];
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

describe('a quantised vector', () => {
  it('gives cosines that are off by less than a hundredth', () => {
    const random = seededRandom(1);
    for (let time = 0; time < 200; time += 1) {
      const [one, other] = [randomVector(random), randomVector(random)];

      const { codes } = quantise(one);

      expect(cosineOf(codes, normalise(other))).toBeCloseTo(cosine(one, other), 2);
    }
  });

  it('takes a quarter of the room, and a bit per dimension', () => {
    const { signs, codes } = quantise(new Float32Array(384).fill(0.5));

    expect([signs.length, codes.length]).toEqual([48, 388]);
  });

  it.each([
    ['nothing', [0, 0, 0]],
    ['no numbers', [Number.NaN, Number.POSITIVE_INFINITY, 1]],
  ])('is like nothing when it is made of %s', (_, values) => {
    const { codes } = quantise(Float32Array.from(values));

    expect(cosineOf(codes, Float32Array.from([1, 0, 0]))).toBe(0);
  });
});

describe('the vector index', () => {
  let twig: TestServer;
  let dataSourceId: string;

  beforeEach(async () => {
    twig = await openTwigServer();
    dataSourceId = await twig.createDataSource();
    await twig.writer.useVectorSpace({ space, dimensions });
  });
  afterEach(() => twig[Symbol.dispose]());

  /** Gives every chunk that waits a vector, and tells which. */
  async function fill(make: (index: number) => Float32Array) {
    const waiting = listUnembedded(twig.reader, 100_000);
    const vectors = waiting.map((chunk, index) => ({ ...chunk, vector: make(index) }));
    expect(await twig.writer.storeVectors({ space, vectors })).toBe(waiting.length);
    return vectors;
  }

  const page = (id: string, count: number) =>
    upsert(
      id,
      Array.from({ length: count }, (_, at) => `${id} passage ${at}`),
    );
  const keyOf = (id: string) =>
    Number(twig.reader.get('SELECT key FROM data_sources WHERE id = ?', id)?.key);

  it('finds nearly all of the nearest by reading a small part', async () => {
    const random = seededRandom(2);
    await push(twig, dataSourceId, begin(), page('a', 6_000), end());
    const centres = Array.from({ length: 40 }, () => randomVector(random));
    const stored = await fill(() => randomVector(random, random.pick(centres)));
    const find = createVectorIndex(twig.reader);
    let found = 0;

    for (let time = 0; time < 50; time += 1) {
      const vector = randomVector(random, random.pick(centres));
      const nearest = stored
        .map(({ chunkKey, vector: other }) => ({ chunkKey, likeness: cosine(vector, other) }))
        .sort((a, b) => b.likeness - a.likeness)
        .slice(0, 10)
        .map(({ chunkKey }) => chunkKey);
      const dataSourceKeys = [keyOf(dataSourceId)];
      const neighbours = find({ space, vector, dataSourceKeys, limit: 10 });
      expect(neighbours).toHaveLength(10);
      found += neighbours.filter(({ chunkKey }) => nearest.includes(chunkKey)).length;
    }

    expect(found / 500).toBeGreaterThan(0.95);
  });

  it('sees what is stored and removed after it was opened', async () => {
    const random = seededRandom(3);
    const [one, two] = [randomVector(random), randomVector(random)];
    const find = createVectorIndex(twig.reader);
    const nearest = (vector: Float32Array) =>
      find({ space, vector, dataSourceKeys: [keyOf(dataSourceId)], limit: 1 })[0];
    await push(twig, dataSourceId, begin(), page('a', 1), end());
    const [a] = await fill(() => one);

    const before = nearest(two);
    await push(twig, dataSourceId, begin({ sync_id: 's2' }), page('b', 1), end());
    const [b] = await fill(() => two);
    const after = nearest(two);
    await push(twig, dataSourceId, begin({ sync_id: 's3' }), remove('b'), end());
    const atLast = nearest(two);

    expect(before?.chunkKey).toBe(a?.chunkKey);
    expect(after).toMatchObject({ chunkKey: b?.chunkKey });
    expect(after?.cosine).toBeCloseTo(1, 2);
    expect(atLast?.chunkKey).toBe(a?.chunkKey);
  });

  it('does not take a chunk for the one that had its key before', async () => {
    const random = seededRandom(4);
    const [old, young] = [randomVector(random), randomVector(random)];
    const find = createVectorIndex(twig.reader);
    const query = { space, dataSourceKeys: [keyOf(dataSourceId)], limit: 5 };
    await push(twig, dataSourceId, begin(), page('a', 1), end());
    const [first] = await fill(() => old);
    find({ ...query, vector: old });

    await push(twig, dataSourceId, begin({ sync_id: 's2' }), remove('a'), page('b', 1), end());
    const unembedded = find({ ...query, vector: old });
    const [second] = await fill(() => young);
    const embedded = find({ ...query, vector: old });

    expect(second?.chunkKey).toBe(first?.chunkKey);
    expect(unembedded).toEqual([]);
    expect(embedded).toEqual([{ chunkKey: second?.chunkKey, cosine: expect.any(Number) }]);
    expect(embedded[0]?.cosine).toBeCloseTo(cosine(old, young), 2);
  });

  it('does not take a new vector for the last one that is gone', async () => {
    const random = seededRandom(7);
    const wanted = randomVector(random);
    const find = createVectorIndex(twig.reader);
    const query = { space, vector: wanted, dataSourceKeys: [keyOf(dataSourceId)], limit: 1 };
    await push(twig, dataSourceId, begin(), page('many', 2_000), end());
    await fill(() => randomVector(random));
    await push(twig, dataSourceId, begin({ sync_id: 's2' }), page('last', 1), end());
    await fill(() => wanted.map((value) => -value));
    find(query);

    await push(twig, dataSourceId, begin({ sync_id: 's3' }), remove('last'), page('new', 1), end());
    const [added] = await fill(() => wanted);

    expect(find(query)).toMatchObject([{ chunkKey: added?.chunkKey }]);
  });

  it('forgets what is gone, and still finds the rest', async () => {
    const random = seededRandom(5);
    const find = createVectorIndex(twig.reader);
    const query = { space, dataSourceKeys: [keyOf(dataSourceId)], limit: 2_000 };
    for (let round = 0; round < 5; round += 1) {
      await push(twig, dataSourceId, begin({ sync_id: `s${round}` }), page('a', 300), end());
      await fill(() => randomVector(random));

      expect(find({ ...query, vector: randomVector(random) })).toHaveLength(300);
    }
  });

  it('keeps to the data sources, and to its space', async () => {
    const other = await twig.createDataSource('Other');
    await push(twig, dataSourceId, begin(), page('a', 3), end());
    await push(twig, other, begin(), page('b', 2), end());
    const random = seededRandom(6);
    await fill(() => randomVector(random));
    const find = createVectorIndex(twig.reader);
    const query = { space, vector: randomVector(random), dataSourceKeys: [keyOf(other)], limit: 9 };

    expect(find(query)).toHaveLength(2);
    expect(find({ ...query, dataSourceKeys: [] })).toEqual([]);
    expect(find({ ...query, space: 'vectors-2' })).toEqual([]);
    expect(find({ ...query, vector: new Float32Array(7) })).toEqual([]);
  });
});
