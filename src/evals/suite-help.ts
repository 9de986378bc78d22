import { slug } from 'github-slugger';
import { foldWords } from './fold-words.ts';
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
    return list === 'tags' ? aTag : list === 'targets' ? aTarget : aQuestion;
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
