import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { FixInputError, RetryError } from '#core/errors.ts';
import type { Passage } from '#core/retriever.ts';
import { hashQuestion } from '#evals/baseline.ts';
import { formatBaseline } from '#evals/format-baseline.ts';
import { parseBaseline } from '#evals/parse-baseline.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { runSuite } from '#evals/run-suite.ts';
import { answeringRetriever, passageOf } from '../../support/answering-retriever.ts';

const text = `
name: Handbook
top_k: 3
questions:
  - { id: zebra, question: Z?, targets: [{ path: z.md, anchor: top }, { path: a.md }] }
  - { id: apple, question: A?, targets: [{ path: a.md }] }
`;

async function runWith(answers: Readonly<Record<string, readonly Passage[] | Error>>) {
  const { signal } = new AbortController();
  return runSuite(
    parseSuite(text, 'docs.yaml'),
    answeringRetriever(answers),
    { clock: systemClock },
    signal,
  );
}

describe('formatBaseline', () => {
  it('writes questions by id and ranks by target, and no time', async () => {
    const run = await runWith({ 'Z?': [passageOf('x.md'), passageOf('a.md')], 'A?': [] });

    expect(formatBaseline(run)).toMatchInlineSnapshot(`
      "{
        "schema": "twigkit-baseline/1",
        "suite": "Handbook",
        "top_k": 3,
        "recall": 0.25,
        "mrr": 0.25,
        "questions": [
          {
            "id": "apple",
            "question": "A?",
            "hash": "0bd33e82b475517e",
            "outcome": "missed",
            "targets": [
              {
                "target": "a.md",
                "rank": null
              }
            ]
          },
          {
            "id": "zebra",
            "question": "Z?",
            "hash": "122275cf3b06be0f",
            "outcome": "found",
            "targets": [
              {
                "target": "z.md#top",
                "rank": null
              },
              {
                "target": "a.md",
                "rank": 2,
                "passage": "What a.md says."
              }
            ]
          }
        ]
      }
      "
    `);
  });

  it('gives the same bytes for the same results', async () => {
    const answers = { 'Z?': [passageOf('a.md')], 'A?': [passageOf('a.md')] };

    expect(formatBaseline(await runWith(answers))).toBe(formatBaseline(await runWith(answers)));
  });

  it('refuses a run in which a question could not be asked', async () => {
    const run = await runWith({ 'Z?': new RetryError('No answer', { code: 'timeout' }) });

    expect(() => formatBaseline(run)).toThrow(
      'cannot be blessed: 1 question could not be asked (zebra)',
    );
  });
});

describe('parseBaseline', () => {
  it('reads back what was written', async () => {
    const run = await runWith({ 'Z?': [passageOf('x.md'), passageOf('a.md')], 'A?': [] });

    const baseline = parseBaseline(formatBaseline(run), 'baseline.json');

    expect(baseline).toMatchObject({ suite: 'Handbook', topK: 3 });
    expect(baseline.cases.get('zebra')).toMatchObject({
      outcome: 'found',
      ranking: { ranks: [undefined, 2] },
      passages: [undefined, 'What a.md says.'],
    });
    expect(baseline.cases.get('apple')).toMatchObject({
      outcome: 'missed',
      ranking: { ranks: [undefined] },
    });
  });

  const one = {
    id: 'a',
    question: 'A?',
    hash: 'h',
    outcome: 'found',
    targets: [{ target: 'a.md', rank: 1 }],
  };
  const file = (overrides: object) =>
    JSON.stringify({
      schema: 'twigkit-baseline/1',
      suite: 's',
      top_k: 3,
      questions: [],
      ...overrides,
    });

  it.each([
    ['not JSON', '{', /it is not JSON/],
    ['merge conflict', '{\n<<<<<<< HEAD\n}', /merge conflict markers/],
    ['another kind of file', '{"name": "x"}', /it is not a baseline at schema/],
    [
      'a later version',
      file({ schema: 'twigkit-baseline/2' }),
      /of the kind "twigkit-baseline\/2"/,
    ],
    [
      'a wrong rank',
      file({ questions: [{ ...one, targets: [{ target: 'a.md', rank: 0 }] }] }),
      /questions\.0\.targets\.0\.rank/,
    ],
    ['a repeated question', file({ questions: [one, one] }), /"a" stands twice/],
    [
      'a contradiction',
      file({ questions: [{ ...one, outcome: 'missed' }] }),
      /contradict each other/,
    ],
  ])('names file and cure for %s', (_, content, fault) => {
    const read = () => parseBaseline(content, 'evals/baseline.json');

    expect(read).toThrow(FixInputError);
    expect(read).toThrow(/evals\/baseline\.json/);
    expect(read).toThrow(fault);
  });
});

describe('hashQuestion', () => {
  const question = { id: 'a', text: 'A?', targets: [{ path: 'a.md' }], critical: false, tags: [] };

  it('changes with the wording and with the targets only', () => {
    const hash = hashQuestion(question);

    expect(hashQuestion({ ...question, id: 'b', critical: true, tags: ['x'] })).toBe(hash);
    expect(hashQuestion({ ...question, text: 'B?' })).not.toBe(hash);
    expect(hashQuestion({ ...question, targets: [{ path: 'b.md' }] })).not.toBe(hash);
  });
});
