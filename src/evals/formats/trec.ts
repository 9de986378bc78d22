import { FixInputError } from '#core/errors.ts';
import { cutText } from '#util/cut-text.ts';
import { plural } from '#util/plural.ts';
import { buildSuite } from '../build-suite.ts';
import { normalisePath } from '../document-address.ts';
import { defaultGate, type Question, type Suite, type Target } from '../suite.ts';
import { settingsSchema } from '../suite-schema.ts';
import type { Fault } from '../yaml-faults.ts';
import { suiteError } from './suite-error.ts';
import type { SuiteText } from './suite-format.ts';

interface TrecFiles {
  readonly qrels: SuiteText | undefined;
  readonly topics: SuiteText | undefined;
}

/**
 * A suite in the formats of TREC. Judgements, one to a line: `topic 0 document grade`; a document is a
 * path, or an address. Questions beside them: `topic`, tab, `question`. Documents are ranked, each at
 * its first passage; a grade of 0 is judged not to help, a negative one is not judged.
 *
 * @throws FixInputError for faults of either file, and for judgements without their question.
 */
export function parseTrecSuite({ qrels, topics }: TrecFiles): Suite {
  if (qrels === undefined || topics === undefined) {
    const [here, missing, form] = qrels
      ? [qrels, 'questions', 'id<TAB>question']
      : [topics, 'judgements', 'topic 0 document grade'];
    throw new FixInputError(
      `${here?.fileName} is half of a TREC suite: there is no file of ${missing} beside it.`,
      {
        code: 'suite_incomplete',
        hint: `Put the ${missing} (${form} in each line) into the same folder, as topics.tsv and qrels.txt, or name them with --topics FILE.`,
      },
    );
  }
  const texts = readTopics(topics);
  const judgements = readQrels(qrels);
  const unknown = [...judgements.keys()].filter((topic) => !texts.has(topic));
  if (unknown.length > 0) {
    throw new FixInputError(
      `${topics.fileName} has no question for ${plural(unknown.length, 'topic')} of ${qrels.fileName}: ${cutText(unknown.slice(0, 5).join(', '), 200)}${unknown.length > 5 ? ', …' : ''}.`,
      {
        code: 'suite_invalid',
        hint: 'Name the file of questions that belongs to these judgements with --topics FILE.',
      },
    );
  }
  const suite = buildSuite(qrels.fileName, settingsSchema.parse({ unit: 'document' }), []);
  const questions = [...judgements].map(([id, judged]) => toQuestion(id, texts, judged));
  return { ...suite, gate: defaultGate, questions };
}

function toQuestion(
  id: string,
  texts: ReadonlyMap<string, string>,
  judged: ReadonlyMap<string, number>,
): Question {
  const targets: Target[] = [];
  const rejected: Target[] = [];
  for (const [document, grade] of judged) {
    const place: Target = /^https?:\/\//i.test(document)
      ? { url: document.replace(/#.*$/, '') }
      : { path: normalisePath(document) };
    if (grade > 0) targets.push(grade > 1 ? { ...place, grade } : place);
    else if (grade === 0) rejected.push(place);
  }
  return {
    id,
    text: texts.get(id) ?? '',
    targets,
    ...(rejected.length > 0 && { rejected }),
    critical: false,
    tags: [],
  };
}

function readTopics({ fileName, text }: SuiteText): ReadonlyMap<string, string> {
  const topics = new Map<string, string>();
  const faults: Fault[] = [];
  for (const [index, source] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (source.trim() === '') continue;
    const [, id, question] = /^\s*([^\t]+?)\s*\t\s*(\S.*?)\s*$/.exec(source) ?? [];
    if (id === undefined || question === undefined) {
      const text = `found "${cutText(source, 60)}", expected an id, a tab and a question. Put a tab between the two`;
      faults.push({ line: index + 1, text });
    } else if (topics.has(id)) {
      const text = `found the id "${cutText(id, 60)}" a second time, expected each id once. Write another one`;
      faults.push({ line: index + 1, text });
    } else topics.set(id, question.replace(/\s+/g, ' '));
  }
  if (faults.length > 0) throw suiteError(fileName, faults);
  return topics;
}

function readQrels({
  fileName,
  text,
}: SuiteText): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const judgements = new Map<string, Map<string, number>>();
  const faults: Fault[] = [];
  for (const [index, source] of text.split(/\r?\n/).entries()) {
    if (source.trim() === '') continue;
    const [, topic, document, grade] =
      /^\s*(\S+)\s+\S+\s+(\S+)\s+(-?\d{1,3})\s*$/.exec(source) ?? [];
    if (topic === undefined || document === undefined || grade === undefined) {
      const text = `found "${cutText(source, 60)}", expected topic, iteration, document and grade. Write \`1 0 docs/transactions.md 1\``;
      faults.push({ line: index + 1, text });
      continue;
    }
    const judged = judgements.get(topic) ?? new Map<string, number>();
    if (judged.has(document)) {
      const text = `found a second grade of "${cutText(document, 60)}" for topic ${topic}, expected one. Remove one of the lines`;
      faults.push({ line: index + 1, text });
    }
    judged.set(document, Number(grade));
    judgements.set(topic, judged);
  }
  if (judgements.size === 0 && faults.length === 0) {
    faults.push({
      line: 1,
      text: 'found no judgement, expected some. Write `1 0 docs/transactions.md 1`',
    });
  }
  if (faults.length > 0) throw suiteError(fileName, faults);
  return judgements;
}
