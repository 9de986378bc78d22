import { describe, expect, it } from 'vitest';
import type { ChosenTerms, WeighedTerm } from '#twig/search/choose-terms.ts';
import type { Candidate } from '#twig/search/find-candidates.ts';
import { questionTerms } from '#twig/search/question-terms.ts';
import { scoreCandidates } from '#twig/search/score-candidates.ts';

function chosenFor(question: string): ChosenTerms {
  const { terms, compounds } = questionTerms(question);
  const weighed: readonly WeighedTerm[] = terms.map((term) => ({ ...term, weight: 2 }));
  return {
    terms: weighed,
    compounds: compounds.map((compound) => ({ ...compound, weight: 2 })),
    rarest: weighed,
    either: weighed,
  };
}

function candidate(key: number, fields: Partial<Candidate>): Candidate {
  return {
    key,
    bm25: 5,
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

const keysInOrder = (question: string, ...candidates: readonly Candidate[]) =>
  scoreCandidates(candidates, chosenFor(question)).map(({ key }) => key);

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
    const exact = candidate(1, {
      text: 'vacuum',
      title: 'vacuum',
      headings: ['vacuum'],
      bm25: 1e9,
    });
    const none = candidate(2, { text: 'else', bm25: 0 });
    const chosen = chosenFor('vacuum');

    const [first, second] = [
      scoreCandidates([exact, none], chosen),
      scoreCandidates([none, exact], chosen),
    ];

    expect(first.map(({ score }) => score)).toEqual(second.map(({ score }) => score));
    expect(first[0]?.score).toBeLessThanOrEqual(1);
    expect(first[1]?.score).toBe(0);
  });
});
