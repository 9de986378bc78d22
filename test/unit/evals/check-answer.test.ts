import { describe, expect, it } from 'vitest';
import type { Answer } from '#core/answerer.ts';
import type { Passage } from '#core/retriever.ts';
import { checkAnswer } from '#evals/checks/check-answer.ts';
import { checkCitations } from '#evals/checks/check-citations.ts';
import { checkForbidden } from '#evals/checks/check-forbidden.ts';
import { findRefusal } from '#evals/checks/find-refusal.ts';
import { matchesPattern } from '#evals/checks/match-pattern.ts';
import { numbersIn } from '#evals/checks/numbers-in.ts';
import type { AnswerChecks, Question } from '#evals/suite.ts';
import { answeringRetriever, passageOf, untold } from '../../support/answering-retriever.ts';

const { signal } = new AbortController();

function answerOf(text: string, sources: readonly Passage[] = []): Answer {
  return { text, sources, tokenCount: undefined };
}

function outcomes(checks: AnswerChecks, text: string): readonly string[] {
  const question: Question = {
    id: 'a',
    text: 'Why?',
    targets: [],
    checks,
    critical: false,
    tags: [],
  };
  return checkAnswer(question, answerOf(text)).map(({ outcome }) => outcome);
}

describe('checkAnswer', () => {
  it.each<[AnswerChecks, string, readonly string[]]>([
    [{ contains: ['thirty days'] }, 'Within **Thirty\ndays**!', ['passed']],
    [{ contains: ['thirty days', 'unused'] }, 'Within thirty days.', ['passed', 'failed']],
    [{ contains: ['day'] }, 'Within thirty days.', ['failed']],
    [{ notContains: ['sixty days'] }, 'Within thirty days.', ['passed']],
    [{ notContains: ['thirty days'] }, 'Within thirty days.', ['failed']],
    [{ regex: ['^\\p{Lu}'] }, 'Ägypten', ['passed']],
    [{ regex: ['\\d'] }, 'none', ['failed']],
    [{ number: { value: 1234.5, tolerance: 0 } }, 'It costs 1,234.50 euros.', ['passed']],
    [{ number: { value: 0.3, tolerance: 0.1 } }, 'about 0.2', ['passed']],
    [{ number: { value: 0.3, tolerance: 0.05 } }, 'about 0.2', ['failed']],
    [{ number: { value: 3, tolerance: 0 } }, 'see v3 or 30', ['failed']],
    [{ jsonSchema: { type: 'object', required: ['a'] } }, '```json\n{"a": 1}\n```', ['passed']],
    [{ jsonSchema: { type: 'object', required: ['a'] } }, '{"b": 1}', ['failed']],
    [{ jsonSchema: { type: 'object' } }, 'no JSON', ['failed']],
  ])('%j of %j', (checks, text, expected) => {
    expect(outcomes(checks, text)).toEqual(expected);
  });

  it('gives up on a pattern that would never end, in a check and in a schema', () => {
    const pattern = '^(a+)+$';
    const text = `${'a'.repeat(50)}!`;
    const startedAt = performance.now();

    expect(matchesPattern(pattern, text)).toBe('too-slow');
    expect(outcomes({ regex: [pattern] }, text)).toEqual(['failed']);
    expect(outcomes({ jsonSchema: { type: 'string', pattern } }, JSON.stringify(text))).toEqual([
      'failed',
    ]);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('findRefusal', () => {
  it.each([
    'I could not find any information about elephants in the documentation.',
    "I'm sorry, but I can’t help with that.",
    'The documentation does not mention elephants.',
    'There is no information on that.',
    'The sources do not contain an answer to this question.',
    'Dazu gibt es keine Angaben.',
    "Je n'ai trouvé aucune information à ce sujet.",
  ])('knows %j', (text) => {
    expect(findRefusal(text)).toBeDefined();
  });

  it.each([
    'A customer can return an item within thirty days.',
    'Elephants are delivered free of charge above fifty euros.',
    'Use NOT NULL to forbid missing values.',
    'Press Ctrl-C to stop. The server does not restart by itself.',
  ])('does not take %j for one', (text) => {
    expect(findRefusal(text)).toBeUndefined();
  });
});

describe('numbersIn', () => {
  it.each([
    ['1,234.5 and -3', [1234.5, -3]],
    ['1.234,5', [1234.5]],
    ['1,234', [1234, 1.234]],
    ['1 to 30 (v2, chapter3)', [1, 30]],
    ['1.234', [1234, 1.234]],
    ['1,234,567 or 3,5 or 0.25.', [1_234_567, 3.5, 0.25]],
    ['12.0.1', []],
    ['no number', []],
  ])('of %j', (text, expected) => {
    expect(numbersIn(text)).toEqual(expected);
  });
});

describe('checkCitations', () => {
  const source = passageOf('a.md', { text: 'Within thirty days of delivery.' });
  const known = answeringRetriever({
    'Within thirty days of delivery.': [passageOf('z.md'), source],
  });

  it('holds when every source is a passage that the search knows', async () => {
    const check = await checkCitations(answerOf('Thirty days [1].', [source]), known, signal);

    expect(check.outcome).toBe('passed');
  });

  it.each([
    ['no source', answerOf('Thirty days.'), 'names no source'],
    [
      'a marker without a source',
      answerOf('Thirty days [2].', [source]),
      'cites [2] and has 1 source',
    ],
    [
      'a passage that was made up',
      answerOf('Sixty days [1].', [{ ...source, chunkId: 'made-up', text: 'Within sixty days.' }]),
      'does not know the passage',
    ],
  ])('fails for %s', async (_, answer, message) => {
    const check = await checkCitations(answer, known, signal);

    expect(check).toMatchObject({ outcome: 'failed' });
    expect(check.message).toContain(message);
  });
});

describe('checkForbidden', () => {
  it.each([
    ['failed', passageOf('old.md')],
    ['passed', passageOf('new.md')],
    ['unjudged', passageOf('old.md', untold)],
  ])('is %s', (outcome, passage) => {
    const [check] = checkForbidden([{ path: 'old.md' }], [passage], 'sources');

    expect(check?.outcome).toBe(outcome);
  });
});
