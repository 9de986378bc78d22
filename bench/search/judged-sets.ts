import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpora, readQuestions } from '../chunking/excerpt-questions.ts';

export interface JudgedSet {
  readonly name: string;
  /** Id -> Markdown. */
  readonly documents: ReadonlyMap<string, string>;
  readonly questions: readonly JudgedQuestion[];
}

export interface JudgedQuestion {
  readonly text: string;
  readonly isAnswer: (found: { readonly path: string; readonly text: string }) => boolean;
}

/** The chunking evaluation: a chunk answers when it holds an excerpt, or one end of a long one. */
export function readExcerptSet(folder: string): JudgedSet {
  const documents = readCorpora(folder);
  const questions = readQuestions(folder, documents).map(({ question, corpus, excerpts }) => {
    const wanted = excerpts.map(({ start, end }) =>
      condensed((documents.get(corpus) ?? '').slice(start, end)),
    );
    return {
      text: question,
      isAnswer: ({ text }: { readonly text: string }) => {
        const own = condensed(text);
        return wanted.some((excerpt) =>
          excerpt.length > 60
            ? own.includes(excerpt.slice(0, 60)) || own.includes(excerpt.slice(-60))
            : own.includes(excerpt),
        );
      },
    };
  });
  return { name: 'excerpts', documents, questions };
}

/** Cranfield: `cran.all.1400`, `cran.qry`, `cranqrel`; a document answers from grade 1 to 4. */
export function readCranfield(folder: string): JudgedSet | undefined {
  if (!existsSync(join(folder, 'cranqrel'))) return undefined;
  const records = (name: string) =>
    readFileSync(join(folder, name), 'utf8').split(/^\.I /m).slice(1);
  const field = (record: string, mark: string) =>
    (
      new RegExp(`^\\.${mark}\\n([\\s\\S]*?)(?=^\\.[A-Z]$|$(?![\\s\\S]))`, 'm').exec(record)?.[1] ??
      ''
    )
      .replace(/\s+/g, ' ')
      .trim();
  const documents = new Map(
    records('cran.all.1400').map((record) => [
      `${Number.parseInt(record, 10)}.md`,
      `# ${field(record, 'T')}\n\n${field(record, 'W')}\n`,
    ]),
  );
  const answers = new Map<number, Set<string>>();
  for (const line of readFileSync(join(folder, 'cranqrel'), 'utf8').trim().split('\n')) {
    const [question = 0, document = 0, grade = 0] = line.trim().split(/\s+/).map(Number);
    if (grade < 1 || grade > 4) continue;
    const known = answers.get(question) ?? new Set();
    answers.set(question, known.add(`${document}.md`));
  }
  // The judgements count the questions from 1 in the order of the file, whatever their own numbers.
  const questions = records('cran.qry').flatMap((record, index) => {
    const wanted = answers.get(index + 1);
    const isAnswer = ({ path }: { readonly path: string }) => wanted?.has(path) === true;
    return wanted ? [{ text: field(record, 'W'), isAnswer }] : [];
  });
  return { name: 'Cranfield', documents, questions };
}

/** The longest word with two letters of its middle swapped. */
export function withSlip(question: string): string {
  const words = question.split(' ');
  const long = words.filter((word) => /^[a-z]{5,}$/i.test(word));
  const [longest] = long.toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return question;
  const middle = longest.length >> 1;
  const [one = '', other = ''] = longest.slice(middle, middle + 2);
  const slip = longest.slice(0, middle) + other + one + longest.slice(middle + 2);
  return words.map((word) => (word === longest ? slip : word)).join(' ');
}

function condensed(text: string): string {
  return text.replace(/[\s*_`#=@\\-]+/g, '').toLowerCase();
}
