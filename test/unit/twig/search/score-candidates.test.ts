import { describe, expect, it } from 'vitest';
import type { Candidate } from '#twig/search/candidate.ts';
import type { ChosenTerms, WeighedTerm } from '#twig/search/choose-terms.ts';
import { orderByBoth, orderByWords } from '#twig/search/order-candidates.ts';
import { questionTerms } from '#twig/search/question-terms.ts';
import { scoreCandidates } from '#twig/search/score-candidates.ts';

function chosenFor(question: string): ChosenTerms {
  const { terms, compounds } = questionTerms(question);
  const weighed: readonly WeighedTerm[] = terms.map((term) => ({ ...term, weight: 2 }));
  const joined = compounds.map((compound) => ({ ...compound, weight: 2 }));
  return {
    terms: weighed,
    compounds: joined,
    finding: [...weighed, ...joined.map(({ term, weight }) => ({ ...term, weight }))],
    ordering: [],
    standIns: [],
    lookedUp: weighed,
    maxMatches: 100,
  };
}

function candidate(key: number, fields: Partial<Candidate>): Candidate {
  return {
    key,
    chunkId: `chk_${key}`,
    text: '',
    headings: [],
    anchor: undefined,
    documentId: 'doc_1',
    dataSourceId: 'ds_1',
    namespace: 'docs',
    path: 'a.md',
    title: 'A page',
    url: 'https://example.com/a',
    ...fields,
  };
}

const scored = (question: string, ...candidates: readonly Candidate[]) =>
  scoreCandidates(candidates, chosenFor(question), { averageLength: 10, cache: new Map() });

const keysInOrder = (question: string, ...candidates: readonly Candidate[]) =>
  orderByWords(scored(question, ...candidates)).map(({ key }) => key);

describe('the score', () => {
  it('prefers a passage with all words to one with half of them', () => {
    const half = candidate(1, { text: 'backup backup backup' });
    const all = candidate(2, { text: 'A backup is followed by a restore.' });

    expect(keysInOrder('backup restore', half, all)).toEqual([2, 1]);
  });

  it('prefers a passage whose heading is what was asked', () => {
    const text = 'About vacuum and more.';
    const passing = candidate(1, { text, headings: ['Many words about other things'] });
    const named = candidate(2, { text, headings: ['5.6.8. Vacuum'] });

    expect(keysInOrder('vacuum', passing, named)).toEqual([2, 1]);
  });

  it('prefers words that stand together', () => {
    const far = candidate(1, {
      text: 'Isolation is a word. One two three four. A level is another.',
    });
    const near = candidate(2, { text: 'One two three four. The isolation level. Five six seven.' });

    expect(keysInOrder('isolation level', far, near)).toEqual([2, 1]);
  });

  it('takes a compound for both of its words', () => {
    const other = candidate(1, { text: 'Turn back.' });
    const compound = candidate(2, { text: 'Then rollback.' });

    expect(keysInOrder('roll back', other, compound)).toEqual([2, 1]);
  });

  it('is 0 to 1, and the same for the same candidates', () => {
    const exact = candidate(1, { text: 'vacuum', title: 'vacuum', headings: ['vacuum'] });
    const none = candidate(2, { text: 'else' });

    const [first, second] = [scored('vacuum', exact, none), scored('vacuum', none, exact)];

    expect(first.map(({ score }) => score)).toEqual(second.map(({ score }) => score).reverse());
    expect(first[0]?.score).toBeGreaterThan(0.8);
    expect(first[0]?.score).toBeLessThanOrEqual(1);
    expect(first[1]?.score).toBe(0);
  });
});

describe('the order', () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    candidate(index + 1, {
      text: `vacuum ${'freeze '.repeat(index % 7)}${'other '.repeat((index * 13) % 31)}`,
      title: index % 3 === 0 ? 'Vacuum' : 'Else',
    }),
  );

  it('takes the first ten that BM25 has, and lets the scores order only these', () => {
    const weighed = scored('vacuum freeze', ...many);
    const byBm25 = weighed.toSorted((a, b) => b.bm25 - a.bm25 || a.key - b.key);

    const ordered = orderByWords(weighed);

    const keys = (list: readonly { readonly key: number }[]) => list.map(({ key }) => key);
    expect(keys(ordered.slice(0, 10)).sort()).toEqual(keys(byBm25.slice(0, 10)).sort());
    expect(keys(ordered.slice(0, 10))).not.toEqual(keys(byBm25.slice(0, 10)));
    expect(keys(ordered.slice(10))).toEqual(keys(byBm25.slice(10)));
  });

  it('gives scores that do not rise', () => {
    const weighed = scored('vacuum freeze', ...many);
    const likeness = new Map(many.map(({ key }) => [key, ((key * 7) % 40) / 40]));

    for (const ordered of [orderByWords(weighed), orderByBoth(weighed, likeness)]) {
      const scores = ordered.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    }
  });

  it('puts first what both readings have high, before what one of them has first', () => {
    const word = candidate(1, { text: 'vacuum freeze' });
    const both = candidate(2, { text: 'vacuum' });
    const meaning = candidate(3, { text: 'reclaims storage' });
    const other = candidate(4, { text: 'else' });
    const likeness = new Map([
      [3, 0.9],
      [2, 0.8],
      [4, 0.1],
    ]);

    const ordered = orderByBoth(scored('vacuum freeze', word, both, meaning, other), likeness);

    expect(ordered.map(({ key }) => key)).toEqual([2, 3, 1, 4]);
    expect(ordered[0]?.score).toBe(0.8);
  });
});
