import { slug } from 'github-slugger';
import { foldWords } from './fold-words.ts';
import { metricNames } from './metrics/metric-names.ts';
import type { KeyHelp } from './yaml-faults.ts';

const target = '{path: docs/transactions.md, anchor: savepoints}';
const question = `{id: savepoints, question: How do I undo half a transaction?, targets: [${target}]}`;

const helpByKey: Readonly<Record<string, KeyHelp>> = {
  name: { expected: 'a name', write: '`name: Product documentation`' },
  top_k: { expected: 'a whole number from 1 to 200', write: '`top_k: 10`' },
  floor: {
    expected: 'a number from 0 to 1, the least recall to accept',
    write: '`floor: 0.9`',
  },
  questions: {
    expected: 'a list with at least one question',
    write: `\`questions: [${question}]\``,
  },
  question: {
    expected: 'the question as a reader would ask it, in at most 10,000 characters',
    write: '`question: How do I undo half a transaction?`',
  },
  targets: {
    expected: 'a list with at least one place that answers the question',
    write: `\`targets: [${target}]\``,
  },
  grade: {
    expected: 'a whole number from 0 (not an answer) to 3 (the best one)',
    write: '`grade: 2`',
  },
  unit: { expected: 'passage or document', write: '`unit: document`' },
  floors: {
    expected: 'the least of some measures to accept, each from 0 to 1',
    write: '`floors: {recall: 0.9, mrr: 0.5}`',
  },
  gate: {
    expected: 'primary, margin, alpha or on_lost',
    write: '`gate: {primary: ndcg, margin: 0.02}`',
  },
  primary: { expected: `one of ${metricNames.join(', ')}`, write: '`primary: ndcg`' },
  margin: { expected: 'a number from 0 to 1', write: '`margin: 0.02`' },
  alpha: { expected: 'a number above 0, at most 0.5', write: '`alpha: 0.05`' },
  on_lost: { expected: 'fail or warn', write: '`on_lost: warn`' },
  agent: { expected: 'the id of an agent', write: '`agent: agent_x`' },
  judge: { expected: 'votes, max_tokens or rubric', write: '`judge: {votes: 3}`' },
  votes: { expected: 'a whole number from 1 to 15', write: '`votes: 3`' },
  max_tokens: { expected: 'a whole number of tokens', write: '`max_tokens: 200000`' },
  rubric: { expected: 'what a good answer is, in words', write: '`rubric: Right and short.`' },
  answer: {
    expected: 'checks of the answer',
    write: '`answer: {contains: [thirty days]}`',
  },
  contains: { expected: 'words that the answer has', write: '`contains: [thirty days]`' },
  not_contains: {
    expected: 'words that the answer does not have',
    write: '`not_contains: [sixty days]`',
  },
  regex: { expected: 'a regular expression', write: "`regex: '\\d+ days'`" },
  number: {
    expected: 'a number, or one with a tolerance',
    write: '`number: {value: 30, tolerance: 0.5}`',
  },
  value: { expected: 'a number', write: '`value: 30`' },
  tolerance: { expected: 'a number from 0 up', write: '`tolerance: 0.5`' },
  json_schema: {
    expected: 'a JSON Schema',
    write: '`json_schema: {type: object, required: [name]}`',
  },
  citations_resolve: { expected: 'true or false', write: '`citations_resolve: true`' },
  should_refuse: { expected: 'true or false', write: '`should_refuse: true`' },
  must_not_cite: {
    expected: 'a list of places that no answer may rest on',
    write: '`must_not_cite: [{path: docs/old.md}]`',
  },
  reference: { expected: 'a good answer', write: '`reference: Within thirty days.`' },
  owner: { expected: 'a name', write: '`owner: docs team`' },
  critical: { expected: 'true or false', write: '`critical: true`' },
  tags: { expected: 'a list of words', write: '`tags: [transactions, sql]`' },
  path: {
    expected: 'the path of a file from the git root',
    write: '`path: docs/transactions.md`',
  },
  url: {
    expected: 'the address of a page',
    write: '`url: https://docs.example.com/transactions`',
  },
  anchor: {
    expected: 'what stands behind the # in a link to the section (in YAML a # begins a comment)',
    write: '`anchor: savepoints`',
  },
  heading: { expected: 'the text of a heading', write: '`heading: Savepoints`' },
  title: { expected: "the document's title", write: '`title: Transactions`' },
  quote: {
    expected: 'some words of the passage',
    write: '`quote: discards what was done after the savepoint`',
  },
};

const aSuite: KeyHelp = { expected: 'a suite', write: `\`questions: [${question}]\`` };
const aQuestion: KeyHelp = {
  expected: 'a question with the keys id, question and targets',
  write: `\`${question}\``,
};
const aTarget: KeyHelp = { expected: 'a target', write: `\`${target}\`` };
const aTag: KeyHelp = { expected: 'a word', write: 'numbers between quotes: `"2024"`' };

/** What belongs where `path` leads in a suite file; `valueAt` reads what stands elsewhere in it. */
export function suiteHelp(
  path: readonly PropertyKey[],
  valueAt: (path: readonly PropertyKey[]) => unknown,
): KeyHelp {
  const key = path.at(-1);
  if (key === undefined) return aSuite;
  if (typeof key === 'number') {
    const list = path.at(-2);
    if (list === 'tags') return aTag;
    if (list === 'targets' || list === 'must_not_cite') return aTarget;
    return list === 'questions' ? aQuestion : (helpByKey[String(list)] ?? aQuestion);
  }
  if (path.at(-2) === 'floors') {
    return { expected: 'a number from 0 to 1', write: `\`floors: {${String(key)}: 0.9}\`` };
  }
  if (key === 'id') return idHelp(valueAt([...path.slice(0, -1), 'question']));
  return helpByKey[String(key)] ?? aSuite;
}

function idHelp(questionText: unknown): KeyHelp {
  const words = typeof questionText === 'string' ? foldWords(questionText).split(' ') : [];
  return {
    expected:
      'a short name on one line that stays the same when the wording of the question changes',
    write: `\`id: ${slug(words.slice(0, 8).join(' ')) || 'savepoints'}\``,
  };
}
