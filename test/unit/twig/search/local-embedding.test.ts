import { describe, expect, it } from 'vitest';
import { createLocalEmbedder, localEmbedding } from '#twig/search/local-embedding.ts';
import { embedderContract } from '../../../contract/embedder.ts';

const likeness = (one: string, other: string) => {
  const vector = localEmbedding(other);
  return localEmbedding(one).reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0);
};

describe('the local embedder keeps its contract', () => {
  it.each(embedderContract)('$name', ({ run }) => run(createLocalEmbedder()));
});

describe('the local embedding', () => {
  it('is the same on every machine', () => {
    const vector = localEmbedding('Roll back to a savepoint');

    const sum = vector.reduce((all, value, at) => all + value * (at + 1), 0);
    expect(vector).toHaveLength(256);
    expect(sum).toBeCloseTo(442.016, 2);
  });

  it('has length 1, or 0 where there is nothing to read', () => {
    const length = (text: string) => Math.hypot(...localEmbedding(text));

    expect(length('vacuum')).toBeCloseTo(1, 5);
    expect(length('who are you')).toBeCloseTo(1, 5);
    expect(length(' … ')).toBe(0);
  });

  it.each([
    ['a slip', 'savepiont', 'savepoint', 'partition'],
    ['another form', 'authentication', 'authenticating', 'replication'],
    ['a part', 'tablespace', 'tablespaces of a cluster', 'a cluster of servers'],
    ['the telling words', 'How do I use the vacuum?', 'vacuum', 'How do I use the index?'],
  ])('has %s near', (_, asked, near, far) => {
    expect(likeness(asked, near)).toBeGreaterThan(likeness(asked, far) + 0.1);
  });
});
