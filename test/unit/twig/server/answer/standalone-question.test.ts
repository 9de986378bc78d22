import { describe, expect, it } from 'vitest';
import { createCitationFilter } from '#twig/server/answer/create-citation-filter.ts';
import { expandQuestion } from '#twig/server/answer/expand-question.ts';
import { standaloneQuestion } from '#twig/server/answer/standalone-question.ts';

const turnsOf = (...queries: readonly string[]) =>
  queries.map((query) => ({ query, response: 'Something.' }));

describe('a question in a conversation, without a model', () => {
  it.each([
    ['Can it be built concurrently?', ['create', 'index']],
    ['What about partitioned tables?', ['create', 'index']],
    ['And the costs of deleting?', ['create', 'index']],
    ['Why?', ['create', 'index']],
    ['How do I delete a table?', []],
    ['Is it possible to delete a table?', []],
    ['Which column holds the data that users enter?', []],
  ])('%j inherits %j', async (question, inherited) => {
    const standalone = await standaloneQuestion(
      question,
      turnsOf('How do I create an index?'),
      undefined,
    );

    expect(standalone).toEqual({ question, inherited });
  });

  it('inherits through questions that lean on others themselves', async () => {
    const turns = turnsOf(
      'What is a role?',
      'How do I create an index?',
      'Can it be built concurrently?',
    );

    const { inherited } = await standaloneQuestion('Does it lock the table?', turns, undefined);

    expect(inherited).toEqual(['built', 'concurrently', 'create', 'index']);
  });

  it('stays as it is when nothing was said before', async () => {
    const think = () => expect.fail('not asked');

    const standalone = await standaloneQuestion('And it?', [], think);

    expect(standalone).toEqual({ question: 'And it?', inherited: [] });
  });

  it('stays as it is when the model has nothing to say', async () => {
    const think = () => Promise.resolve('  \n');

    const standalone = await standaloneQuestion('And it?', turnsOf('What is a role?'), think);

    expect(standalone.question).toBe('And it?');
  });
});

describe('other ways to put a question', () => {
  it('are its parts, without a model', async () => {
    const question = 'How do I create a role and how do I grant it privileges?';

    expect(await expandQuestion(question, undefined)).toEqual([
      'How do I create a role',
      'how do I grant it privileges?',
    ]);
    expect(await expandQuestion('What are pros and cons?', undefined)).toEqual([]);
  });

  it('are at most three lines of a model, without their marks', async () => {
    const think = () => Promise.resolve('1. one way\n- other\n\n* third\nQ?\nfourth');

    expect(await expandQuestion('Q?', think)).toEqual(['one way', 'other', 'third']);
  });
});

describe('citations', () => {
  it.each([
    [['See [1] and [4].'], 'See [1] and.'],
    [['See [', '2', '] or [1', '2]'], 'See [2] or'],
    [['An array[0', '] and a[i] or ar', '[7] but [7][8]'], 'An array[0] and a[i] or ar[7] but'],
    [['open ['], 'open ['],
    [['a', ' ', 'b '], 'a b '],
    [['[123456789'], '[123456789'],
  ])('in %j become %j', (pieces, expected) => {
    const filter = createCitationFilter(2);

    const text = pieces.map((piece) => filter.push(piece)).join('') + filter.flush();

    expect(text).toBe(expected);
  });
});
