import assert from 'node:assert/strict';
import type { Embedder } from '#core/embedder.ts';
import type { ContractCase } from './contract-case.ts';

const { signal } = new AbortController();

/** Cosine of two vectors; 0 when one of them has no length. */
function likeness(one: Float32Array, other: Float32Array): number {
  const product = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  const lengths = Math.sqrt(product(one, one) * product(other, other));
  return lengths === 0 ? 0 : product(one, other) / lengths;
}

/** What `core/embedder.ts` says an implementer owes. */
export const embedderContract: readonly ContractCase<Embedder>[] = [
  {
    name: 'gives one vector of its dimensions per text, in their order',
    async run(embedder) {
      const texts = Array.from({ length: 300 }, (_, index) => `Passage number ${index}.`);

      const together = await embedder.embed(texts, signal);
      const [last] = await embedder.embed(texts.slice(-1), signal);

      assert.equal(together.length, texts.length);
      for (const vector of together) {
        assert.equal(vector.length, embedder.dimensions);
        assert.ok(vector.every(Number.isFinite));
      }
      assert.ok(last && likeness(last, together.at(-1) ?? new Float32Array()) > 0.99);
    },
  },
  {
    name: 'gives no vectors for no texts',
    async run(embedder) {
      assert.deepEqual(await embedder.embed([], signal), []);
    },
  },
  {
    name: 'gives a vector for an empty text, a very long one and a broken one',
    async run(embedder) {
      const texts = ['', ' \n', 'word '.repeat(100_000), 'lone \ud800 surrogate', '\u0000'];

      const vectors = await embedder.embed(texts, signal);

      assert.equal(vectors.length, texts.length);
      for (const vector of vectors) {
        assert.equal(vector.length, embedder.dimensions);
        assert.ok(vector.every(Number.isFinite));
      }
    },
  },
  {
    name: 'rejects with the reason of a signal that is aborted',
    async run(embedder) {
      const reason = new Error('The caller left.');

      await assert.rejects(embedder.embed(['text'], AbortSignal.abort(reason)), reason);
    },
  },
];
