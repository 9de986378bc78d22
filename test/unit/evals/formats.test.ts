import { describe, expect, it } from 'vitest';
import { FixInputError } from '#core/errors.ts';
import { suiteFormat } from '#evals/formats/suite-format.ts';
import { parseSuite } from '#evals/parse-suite.ts';

function faultsOf(text: string, fileName: string, topics?: string): string {
  try {
    parseSuite(
      text,
      fileName,
      topics === undefined ? undefined : { fileName: 'topics.tsv', text: topics },
    );
  } catch (error) {
    if (error instanceof FixInputError) return `${error.message}\n${error.hint}`;
    throw error;
  }
  throw new Error('The suite was accepted.');
}

describe('suiteFormat', () => {
  it.each([
    ['docs.yaml', 'questions: []', 'yaml'],
    ['docs.json', '{"questions": []}', 'yaml'],
    ['docs.jsonl', '{"id": "a"}', 'jsonl'],
    ['docs.csv', 'id,question', 'csv'],
    ['docs.tsv', 'id\tquestion\tpath', 'csv'],
    ['docs.tsv', 'q1\tWhy is that?', 'topics'],
    ['docs.qrels', 'q1 0 a.md 1', 'qrels'],
    ['qrels.txt', '\uFEFF\nq1\t0\ta.md\t2', 'qrels'],
    ['topics.txt', '51\tWhat is a page?', 'topics'],
  ])('tells that %s with %j is %s', (fileName, text, format) => {
    expect(suiteFormat(fileName, text)).toBe(format);
  });
});

describe('a suite in CSV', () => {
  it('has a question in each row, and more targets in rows of the same id', () => {
    const text = [
      'ID;Question;path;anchor;grade;critical;tags;owner',
      'a;"How; exactly?";docs/a.md;x;3;yes;',
      'a;;docs/b.md;;;;',
      'b;Why?;docs/c.md;;0;no;"one;two";Ann',
      'b;Why?;docs/d.md;;;;;',
      '',
    ].join('\r\n');

    const suite = parseSuite(text, 'docs.csv');

    expect(suite).toMatchObject({ name: 'docs', topK: 10, unit: 'passage' });
    expect(suite.questions).toEqual([
      {
        id: 'a',
        text: 'How; exactly?',
        critical: true,
        tags: [],
        targets: [{ path: 'docs/a.md', anchor: 'x', grade: 3 }, { path: 'docs/b.md' }],
      },
      {
        id: 'b',
        text: 'Why?',
        critical: false,
        tags: ['one', 'two'],
        owner: 'Ann',
        targets: [{ path: 'docs/d.md' }],
        rejected: [{ path: 'docs/c.md' }],
      },
    ]);
  });

  it('has columns for checks of answers', () => {
    const text =
      'id,question,should_refuse,contains,number,tolerance,regex,must_not_cite\n' +
      'a,Why?,,thirty days; unused,30,0.5,\\d+,docs/old.md#x;https://old.example/y\n' +
      'b,Elephants?,true,,,,,\n';

    expect(parseSuite(text, 'docs.csv').questions).toMatchObject([
      {
        checks: {
          contains: ['thirty days', 'unused'],
          number: { value: 30, tolerance: 0.5 },
          regex: ['\\d+'],
        },
        mustNotCite: [{ path: 'docs/old.md', anchor: 'x' }, { url: 'https://old.example/y' }],
      },
      { shouldRefuse: true },
    ]);
  });

  it('names line and cure of every fault, behind cells with line breaks too', () => {
    const text = 'id,question,path,critical\na,"Two\nlines?",a.md,maybe\nb,Why?,,\nb,Else?,c.md,\n';

    const faults = faultsOf(text, 'docs.csv');

    expect(faults).toContain(
      'docs.csv:2  critical: found the text "maybe", expected true or false',
    );
    expect(faults).toContain('docs.csv:4  targets: found nothing, expected a list');
  });

  it('names a misspelt and a missing column', () => {
    const faults = faultsOf('id,qestion,path\na,Why?,a.md\n', 'docs.csv');

    expect(faults).toContain('docs.csv:1  found the unknown column `qestion`');
    expect(faults).toContain('Write `question`');
    expect(faultsOf('question,path\nWhy?,a.md\n', 'docs.csv')).toContain('found no column `id`');
  });
});

describe('a suite in JSONL', () => {
  it('has a question in each line, with the settings of the suite before them', () => {
    const text = [
      '{"name": "Handbook", "top_k": 3, "gate": {"primary": "mrr"}}',
      '',
      '{"id": "a", "question": "Why?", "targets": [{"path": "a.md"}]}',
    ].join('\n');

    const suite = parseSuite(text, 'docs.jsonl');

    expect(suite).toMatchObject({ name: 'Handbook', topK: 3, gate: { primary: 'mrr' } });
    expect(suite.questions).toMatchObject([{ id: 'a', targets: [{ path: 'a.md' }] }]);
  });

  it('names line and cure of every fault', () => {
    const text = [
      '{"top_kk": 3}',
      '{"id": "a", "question": "Why?", "targets": [{"pat": "a.md"}]}',
      '{"id": "b", "question": "Why?"',
      '{"id": "c", "question": "Why?", "targets": [{"path": "c.md"}]}',
      '{"id": "c", "question": "How?", "targets": [{"path": "c.md"}]}',
    ].join('\n');

    const faults = faultsOf(text, 'docs.jsonl');

    expect(faults).toMatch(/docs\.jsonl:1 {2}found the unknown key `top_kk`.*Write `top_k`/);
    expect(faults).toMatch(/docs\.jsonl:2 {2}found the unknown key `pat`.*Write `path`/);
    expect(faults).toMatch(/docs\.jsonl:3 {2}not valid JSON/);
    expect(faults).toMatch(/docs\.jsonl:5 {2}id: found "c", which an earlier question has/);
    expect(faultsOf('', 'docs.jsonl')).toContain('found no question');
  });
});

describe('a suite in the formats of TREC', () => {
  const topics = 'q1\tWhat is a page?\nq2\tWhat is a line?\nq3\tNever judged?\n';

  it('ranks documents by graded judgements, whichever half is named', () => {
    const qrels =
      'q1 0 docs/a.md 3\nq1 0 docs/b.md 0\nq1 0 docs/c.md -1\nq2 0 https://x.example/y#z 1\n';

    const suite = parseSuite(qrels, 'qrels.txt', { fileName: 'topics.tsv', text: topics });

    expect(suite).toMatchObject({ unit: 'document', gate: { primary: 'ndcg' } });
    expect(suite.questions).toEqual([
      {
        id: 'q1',
        text: 'What is a page?',
        targets: [{ path: 'docs/a.md', grade: 3 }],
        rejected: [{ path: 'docs/b.md' }],
        critical: false,
        tags: [],
      },
      {
        id: 'q2',
        text: 'What is a line?',
        targets: [{ url: 'https://x.example/y' }],
        critical: false,
        tags: [],
      },
    ]);
    const other = parseSuite(topics, 'topics.tsv', { fileName: 'qrels.txt', text: qrels });
    expect(other.questions).toEqual(suite.questions);
  });

  it.each([
    ['a line that is no judgement', 'q1 0 a.md 1\nq1 a.md\n', topics, 'qrels.txt:2'],
    ['a document judged twice', 'q1 0 a.md 1\nq1 0 a.md 2\n', topics, 'found a second grade'],
    ['a question without a tab', 'q1 0 a.md 1\n', 'q1 What?\n', 'Put a tab between the two'],
    ['a question that stands twice', 'q1 0 a.md 1\n', 'q1\tA?\nq1\tB?\n', 'topics.tsv:2'],
    [
      'judgements without a question',
      'q9 0 a.md 1\n',
      topics,
      'has no question for 1 topic of qrels.txt: q9',
    ],
  ])('refuses %s', (_, qrels, questions, message) => {
    expect(faultsOf(qrels, 'qrels.txt', questions)).toContain(message);
  });

  it('says what is missing when one half stands alone', () => {
    expect(faultsOf('q1 0 a.md 1\n', 'qrels.txt')).toContain(
      'there is no file of questions beside it',
    );
    expect(faultsOf('q1\tWhy?\n', 'topics.tsv')).toContain(
      'there is no file of judgements beside it',
    );
  });
});

describe('checks of answers in YAML', () => {
  const withAnswer = (answer: string) =>
    `questions:\n  - id: a\n    question: Why?\n    answer: ${answer}\n`;

  it('take one value or a list', () => {
    const text = withAnswer(
      '{contains: thirty days, regex: ["\\\\d+"], number: 30, json_schema: {type: object}}',
    );

    const [question] = parseSuite(text, 'docs.yaml').questions;

    expect(question?.checks).toEqual({
      contains: ['thirty days'],
      regex: ['\\d+'],
      number: { value: 30, tolerance: 0 },
      jsonSchema: { type: 'object' },
    });
    expect(parseSuite(text, 'docs.yaml').gate.primary).toBe('answered');
  });

  it.each([
    ['a pattern that is none', '{regex: "(a"}', /docs\.yaml:4.*cannot read/],
    ['a schema that is none', '{json_schema: {type: nothing}}', /docs\.yaml:4.*cannot be used/],
    ['a check that does not exist', '{containz: a}', /Write `contains`/],
    ['words without words', '{contains: "…"}', /found no words/],
    [
      'a tolerance below zero',
      '{number: {value: 1, tolerance: -1}}',
      /expected a number from 0 up/,
    ],
  ])('refuse %s', (_, answer, message) => {
    expect(faultsOf(withAnswer(answer), 'docs.yaml')).toMatch(message);
  });

  it('cannot ask for a refusal and an answer at once', () => {
    const text =
      'questions: [{id: a, question: Why?, should_refuse: true, targets: [{path: a.md}]}]';

    expect(faultsOf(text, 'docs.yaml')).toContain('one or the other');
  });

  it.each([
    [
      'gate: {primary: recal}',
      /gate\.primary: found the text "recal", expected one of hit, recall/,
    ],
    ['gate: {margn: 0.1}', /Write `margin`/],
    ['floors: {recall: 2}', /floors\.recall: found the number 2, expected a number from 0 to 1/],
    ['judge: {votes: 0}', /expected a whole number from 1 to 15/],
  ])('and settings are explained: %s', (setting, message) => {
    const text = `${setting}\nquestions: [{id: a, question: Why?, targets: [{path: a.md}]}]`;

    expect(faultsOf(text, 'docs.yaml')).toMatch(message);
  });
});
