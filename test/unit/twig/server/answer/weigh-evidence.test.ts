import { describe, expect, it } from 'vitest';
import { questionTerms } from '#twig/search/question-terms.ts';
import type { FoundPassage } from '#twig/server/answer/passage.ts';
import { quoteAnswer } from '#twig/server/answer/quote-answer.ts';
import { isEnough, strengthOf, weighEvidence } from '#twig/server/answer/weigh-evidence.ts';
import type { WeighedQuestion } from '#twig/server/answer/weigh-question.ts';

/** Every term weighs 1 but for those that are named with another weight. */
function question(text: string, weights: Readonly<Record<string, number>> = {}): WeighedQuestion {
  const { terms, compounds } = questionTerms(text);
  const weighed = terms.map((term) => ({ ...term, weight: weights[term.text] ?? 1 }));
  const heaviest = Math.max(...weighed.map(({ weight }) => weight));
  return {
    terms: weighed,
    compounds: compounds.map((compound) => ({ ...compound, weight: 1 })),
    subject: weighed.findIndex(({ weight }) => weight === heaviest),
    pairs: weighed.slice(1).map((_, index) => [index, index + 1] as const),
  };
}

function passage(text: string, fields: Partial<FoundPassage> = {}): FoundPassage {
  return {
    key: 1,
    chunkId: 'chk_1',
    text,
    headings: [],
    anchor: undefined,
    documentId: 'doc_1',
    dataSourceId: 'ds_1',
    namespace: 'default',
    path: 'a.md',
    title: 'A page',
    url: 'https://docs.example.com/a',
    score: 0.5,
    ...fields,
  };
}

const noInformation = 'I have no information about that in the data sources of this agent.';

describe('evidence', () => {
  it('is the shortest run of sentences that holds most of the question', () => {
    const asked = question('rotate keys quarterly');
    const text = 'Keys open doors. We rotate keys. We do it quarterly. Doors are blue. Keys rust.';

    const { excerpt, focus } = weighEvidence(passage(text), asked);

    expect(excerpt).toEqual(['We rotate keys.', 'We do it quarterly.']);
    expect(focus).toBe(1);
  });

  it('does not add up words that stand far apart', () => {
    const asked = question('rotate keys quarterly');
    const filler = 'Nothing here. '.repeat(5);
    const text = `We rotate tyres. ${filler}Keys rust. ${filler}It rains quarterly.`;

    const evidence = weighEvidence(passage(text), asked);

    expect(evidence.focus).toBeCloseTo(1 / 3);
    expect(isEnough(evidence)).toBe(false);
  });

  it('counts the heading and the title, but quotes neither', () => {
    const text = '4.2. Key rotation\n\nDone every quarter.';
    const named = passage(text, { title: 'Security', headings: ['4.2. Key rotation'] });

    const { excerpt, focus } = weighEvidence(named, question('security key rotation'));

    expect(excerpt).toEqual(['Done every quarter.']);
    expect(focus).toBe(1);
  });

  it('goes on to what its last sentence announces', () => {
    const text = 'To dump one table:\n\n```\npg_dump -t mytab\n```\n\nMore text.';

    const { excerpt } = weighEvidence(passage(text), question('dump table'));

    expect(excerpt).toEqual(['To dump one table:', 'pg_dump -t mytab']);
  });

  it('finds words that are written together or in another form', () => {
    const text = 'It rolled back. A rollback ends the transaction.';

    expect(weighEvidence(passage(text), question('roll back transactions')).focus).toBe(1);
  });

  it('is weaker when words that belong together stand apart', () => {
    const asked = question('column store');
    const together = weighEvidence(passage('A column store is fast.'), asked);
    const joined = weighEvidence(passage('A columnstore is fast.'), asked);
    const apart = weighEvidence(
      passage('A column has a name. You may choose it as you like, and then store it.'),
      asked,
    );

    expect([together, joined, apart].map(({ focus }) => focus)).toEqual([1, 1, 1]);
    expect([together, joined, apart].map(({ nearness }) => nearness)).toEqual([1, 1, 0]);
    expect(strengthOf(apart)).toBeCloseTo(0.7);
  });

  it('must be stronger when its subject is missing', () => {
    const evidence = weighEvidence(
      passage('Tables are converted by the server.'),
      question('convert table server InnoDB', { InnoDB: 1.6 }),
    );

    expect(strengthOf(evidence)).toBeCloseTo(0.7 * (3 / 4.6) + 0.3 * (2 / 3));
    expect(isEnough(evidence)).toBe(false);
    expect(isEnough({ ...evidence, hasSubject: true })).toBe(true);
  });

  it('is none where there is nothing to quote', () => {
    const evidence = weighEvidence(passage('Refunds', { title: 'Refunds' }), question('refunds'));

    expect(evidence.focus).toBe(1);
    expect(isEnough(evidence)).toBe(false);
  });
});

describe('a quotation', () => {
  const asked = question('refund days');
  const evidence = (text: string, score: number) => weighEvidence(passage(text, { score }), asked);

  it('has the best excerpts first, each with its number', () => {
    const { pieces, passages } = quoteAnswer(
      [
        evidence('The refund takes days.', 0.5),
        evidence('A refund comes in five days. It is free.', 0.9),
        evidence('A refund is nice.', 0.9),
      ],
      500,
    );

    expect(pieces.join('')).toBe('A refund comes in five days. [1]\n\nThe refund takes days. [2]');
    expect(passages.map(({ score }) => score)).toEqual([0.9, 0.5]);
  });

  it('says nothing twice, and not more than three things', () => {
    const texts = ['A', 'B', 'B', 'C', 'D'].map((name) => `Refund ${name} takes days.`);

    const { pieces } = quoteAnswer(
      texts.map((text) => evidence(text, 0.5)),
      500,
    );

    expect(pieces.join('')).toBe(
      'Refund A takes days. [1]\n\nRefund B takes days. [2]\n\nRefund C takes days. [3]',
    );
  });

  it('drops whole sentences for max_tokens, and cuts only the first', () => {
    const all = [evidence('A refund comes in five days.', 0.9), evidence('Refund in days.', 0.5)];
    const quoted = (maxTokens: number) => quoteAnswer(all, maxTokens).pieces.join('');

    expect(quoted(14)).toBe('A refund comes in five days. [1]');
    expect(quoted(8)).toMatch(/^A refund comes.*… \[1\]$/);
    expect(quoted(1)).toMatch(/^A.*… \[1\]$/);
  });

  it('is the one sentence that says so where nothing is enough', () => {
    expect(quoteAnswer([], 500)).toEqual({ pieces: [noInformation], passages: [] });
    expect(quoteAnswer([evidence('Nothing here.', 0.9)], 500).passages).toEqual([]);
  });
});
