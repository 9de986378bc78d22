import { describe, expect, it } from 'vitest';
import { FixInputError } from '#core/errors.ts';
import { parseSuite } from '#evals/parse-suite.ts';

function faultsOf(text: string): readonly string[] {
  try {
    parseSuite(text, 'evals/docs.yaml');
  } catch (error) {
    if (!(error instanceof FixInputError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error('The suite was accepted.');
}

const question = (inner: string) => `questions: [{id: a, question: Why?, ${inner}}]`;

describe('parseSuite', () => {
  it('reads every key and fills in what is left out', () => {
    const text = `
name: Handbook
top_k: 5
floor: 0.9
questions:
  - id: refunds
    question: >
      How long can a customer
      return an item?
    critical: true
    tags: [shop]
    targets:
      - { path: ./docs/refunds.md, anchor: "#return-window" }
      - { url: https://example.com/refunds#window }
      - { quote: within thirty days }
  - { id: hours, question: When?, targets: [{ path: /docs/hours.md }] }
`;

    const suite = parseSuite(text, 'evals/docs.yaml');

    expect(suite).toEqual({
      name: 'Handbook',
      fileName: 'evals/docs.yaml',
      topK: 5,
      unit: 'passage',
      floors: new Map([['recall', 0.9]]),
      gate: { primary: 'ndcg', margin: 0.02, alpha: 0.05, onLost: 'fail' },
      agentId: undefined,
      judge: undefined,
      questions: [
        {
          id: 'refunds',
          text: 'How long can a customer return an item?',
          critical: true,
          tags: ['shop'],
          targets: [
            { path: 'docs/refunds.md', anchor: 'return-window' },
            { url: 'https://example.com/refunds', anchor: 'window' },
            { quote: 'within thirty days' },
          ],
        },
        {
          id: 'hours',
          text: 'When?',
          critical: false,
          tags: [],
          targets: [{ path: 'docs/hours.md' }],
        },
      ],
    });
  });

  it('is called after its file and looks at ten results unless it says otherwise', () => {
    const suite = parseSuite(`\uFEFF${question('targets: [{path: a.md}]')}`, 'evals/docs.yaml');

    expect(suite).toMatchObject({ name: 'docs', topK: 10, floors: new Map() });
  });

  it('tells every fault at once, in the order of the file', () => {
    const text = `name: Handbook
topk: 5
floor: 2
questions:
  - id: refunds
    queston: How long?
    targets:
      - path: docs/refunds.md#window
      - anchor: #window
  - question: How do I roll back to a savepoint?
    critical: yes
    targets: docs/x.md
  - id: refunds
    question: 42
    targets: []
`;

    expect(faultsOf(text)).toEqual([
      'evals/docs.yaml:2   found the unknown key `topk`, expected one of name, top_k, unit, floor, floors, gate, agent, judge, questions. Write `top_k`',
      'evals/docs.yaml:3   floor: found the number 2, expected a number from 0 to 1, the least recall to accept. Write `floor: 0.9`',
      'evals/docs.yaml:6   found the unknown key `queston`, expected one of id, question, targets, answer, should_refuse, must_not_cite, reference, critical, tags, owner. Write `question`',
      'evals/docs.yaml:8   questions[1].targets[1].path: found "docs/refunds.md#window", expected the section under a key of its own. Write `path: docs/refunds.md` and `anchor: window`',
      'evals/docs.yaml:9   questions[1].targets[2].anchor: found nothing, expected what stands behind the # in a link to the section (in YAML a # begins a comment). Write `anchor: savepoints`',
      'evals/docs.yaml:10  questions[2].id: found nothing, expected a short name on one line that stays the same when the wording of the question changes. Write `id: how-do-i-roll-back-to-a-savepoint`',
      'evals/docs.yaml:11  questions[2].critical: found the text "yes", expected true or false. Write `critical: true`',
      'evals/docs.yaml:12  questions[2].targets: found the text "docs/x.md", expected a list with at least one place that answers the question. Write `targets: [{path: docs/transactions.md, anchor: savepoints}]`',
      'evals/docs.yaml:13  id: found "refunds", which an earlier question has. Expected an id of its own. Write another one',
      'evals/docs.yaml:14  questions[3].question: found the number 42, expected the question as a reader would ask it, in at most 10,000 characters. Write `question: How do I undo half a transaction?`',
      'evals/docs.yaml:15  questions[3].targets: found an empty list, expected a list with at least one place that answers the question. Write `targets: [{path: docs/transactions.md, anchor: savepoints}]`',
    ]);
  });

  it.each([
    ['a target without a document', question('targets: [{anchor: x}]'), /found no document/],
    ['a web address as path', question('targets: [{path: "https://a.b/c"}]'), /Write `url: https/],
    ['a path as address', question('targets: [{url: docs/a.md}]'), /a file goes under `path`/],
    [
      'two sections in one target',
      question('targets: [{url: "https://a.b/c#d", anchor: e}]'),
      /found "e", but "d" behind the # of url/,
    ],
    ['a quote without words', question('targets: [{quote: "…"}]'), /found no words/],
    [
      'a text as target',
      question('targets: [docs/a.md]'),
      /found the text "docs\/a.md", expected a target/,
    ],
    ['an empty file', '', /found nothing, expected a suite/],
    ['a list instead of a suite', '- a', /found a list, expected a suite/],
    ['no questions', 'questions: []', /found an empty list, expected a list with at least one/],
    [
      'a colon in plain text',
      'questions:\n  - id: a\n    question: Why: so?',
      /^evals\/docs\.yaml:3 {2}not valid YAML.*between quotes/,
    ],
    ['a tab', 'questions:\n\t- id: a', /^evals\/docs\.yaml:2 {2}not valid YAML.*with spaces/],
    [
      'a repeated key',
      'name: a\nname: b\nquestions: []',
      /^evals\/docs\.yaml:2 {2}not valid YAML.*keep one/,
    ],
    ['not YAML at all', '\u0000\u0001%PDF-1.4 {[', /^evals\/docs\.yaml:1 {2}/],
  ])('names the cure for %s', (_, text, cure) => {
    expect(faultsOf(text).join('\n')).toMatch(cure);
  });

  it('writes examples that are valid suites themselves', () => {
    const example = /Write `(questions: .*)`$/.exec(faultsOf('')[0] ?? '')?.[1] ?? '';

    expect(parseSuite(example, 'a.yaml').questions).toHaveLength(1);
  });

  it('refuses a file that grows without end through aliases', () => {
    const rows = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed'].map((pair) => [...pair])) {
      rows.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]`);
    }
    const text = `${rows.join('\n')}\nquestions: *e`;

    expect(() => parseSuite(text, 'docs.yaml')).toThrow(/repeats itself through aliases/);
  });
});
