import { describe, expect, it } from 'vitest';
import { questionTerms } from '#twig/search/question-terms.ts';

const textsOf = (question: string) => questionTerms(question).terms.map((term) => term.text);

describe('the terms of a question', () => {
  it('leave out the words that only say how it is asked', () => {
    expect(textsOf('How do I roll back to a savepoint?')).toEqual(['roll', 'back', 'savepoint']);
  });

  it('keep function words when there is nothing else', () => {
    expect(textsOf('to be or not to be')).toEqual(['not']);
    expect(textsOf('what is it')).toEqual(['what', 'is', 'it']);
  });

  it('keep an identifier together', () => {
    const [term] = questionTerms('max_connections').terms;

    expect(term).toEqual({ text: 'max_connections', stems: ['max', 'connect'] });
  });

  it('hold no query syntax', () => {
    expect(textsOf('"a" AND (b* NEAR/2 ^c) {title}: -d')).not.toContain('"');
    for (const text of textsOf('"x" AND (b* NEAR/2 ^c) {title}: -d; DROP TABLE')) {
      expect(text).toMatch(/^[\p{L}\p{N}_.'-]+$/u);
    }
  });

  it('offer neighbours written as one word', () => {
    const { compounds } = questionTerms('roll back now');

    expect(compounds.map(({ term, parts }) => [term.text, ...parts])).toContainEqual([
      'rollback',
      0,
      1,
    ]);
  });

  it('are none when nothing is asked', () => {
    expect(textsOf('?!… "" ()')).toEqual([]);
  });

  it('are at most 32, however long the question', () => {
    const question = Array.from({ length: 500 }, (_, index) => `word${index}`).join(' ');

    expect(textsOf(question)).toHaveLength(32);
  });
});
