import { FixInputError } from '#core/errors.ts';
import { cutText } from '#util/cut-text.ts';
import { listFaults } from '#util/list-faults.ts';
import { fragmentOf, normalisePath } from './document-address.ts';
import type { Question, Suite, Target } from './suite.ts';
import { suiteHelp } from './suite-help.ts';
import {
  knownKeys,
  suiteSchema,
  type WrittenQuestion,
  type WrittenTarget,
} from './suite-schema.ts';
import { type Fault, lineOf, readYaml, schemaFaults, syntaxFaults } from './yaml-faults.ts';

/**
 * Reads a suite from YAML (or JSON, which is YAML).
 *
 * @throws FixInputError with every fault of the file at once: line, what was found, what was
 * expected, what to write.
 *
 * @example
 * const suite = parseSuite(await readFile('evals/docs.yaml', 'utf8'), 'evals/docs.yaml');
 */
export function parseSuite(text: string, fileName: string): Suite {
  const yaml = readYaml(text);
  if (yaml.document.errors.length > 0) throw suiteError(fileName, syntaxFaults(yaml));

  const written = toPlainValue(yaml.document, fileName);
  const parsed = suiteSchema.safeParse(written);
  const repeated: readonly Fault[] = repeatedIds(written).map(({ index, id }) => ({
    line: lineOf(yaml, ['questions', index, 'id']),
    text:
      `id: found "${cutText(id, 60)}", which an earlier question has. ` +
      'Expected an id of its own. Write another one',
  }));
  if (!parsed.success || repeated.length > 0) {
    const faults = schemaFaults(yaml, parsed.error?.issues ?? [], {
      helpFor: (path) => suiteHelp(path, (other) => valueAt(written, other)),
      knownKeys,
    });
    throw suiteError(fileName, [...faults, ...repeated]);
  }

  const { name, top_k, floor, questions } = parsed.data;
  return {
    name: name ?? stemOf(fileName),
    fileName,
    topK: top_k,
    floor,
    questions: questions.map(toQuestion),
  };
}

function toQuestion({ id, question, targets, critical, tags }: WrittenQuestion): Question {
  return {
    id,
    text: question.replace(/\s+/g, ' '),
    targets: targets.map(toTarget),
    critical,
    tags,
  };
}

function toTarget({ path, url, anchor, ...rest }: WrittenTarget): Target {
  const section = anchor?.replace(/^#/, '') ?? (url === undefined ? undefined : fragmentOf(url));
  return {
    ...(path === undefined ? {} : { path: normalisePath(path) }),
    ...(url === undefined ? {} : { url: url.replace(/#.*$/, '') }),
    ...(section === undefined ? {} : { anchor: section }),
    ...rest,
  };
}

function repeatedIds(written: unknown): readonly { readonly index: number; readonly id: string }[] {
  const questions = valueAt(written, ['questions']);
  if (!Array.isArray(questions)) return [];
  const seen = new Set<string>();
  return questions.flatMap((question: unknown, index) => {
    const id = valueAt(question, ['id']);
    if (typeof id !== 'string') return [];
    if (seen.has(id.trim())) return [{ index, id }];
    seen.add(id.trim());
    return [];
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    value,
  );
}

function toPlainValue(document: { toJS(): unknown }, fileName: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new FixInputError(`${fileName} repeats itself through aliases (*name) without end`, {
      code: 'suite_invalid',
      hint: 'Write the questions out instead of referring to anchors (&name).',
      cause,
    });
  }
}

function stemOf(fileName: string): string {
  const base = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return base.replace(/\.(ya?ml|json)$/i, '') || base;
}

function suiteError(fileName: string, faults: readonly Fault[]): FixInputError {
  return new FixInputError(
    listFaults(
      fileName,
      faults.map(({ line, text }) => ({ line, message: text })),
    ),
    { code: 'suite_invalid', hint: 'Correct these lines and run the same command again.' },
  );
}
