import { FixInputError } from '#core/errors.ts';
import { cutText } from '#util/cut-text.ts';
import { buildSuite } from './build-suite.ts';
import { parseCsvSuite } from './formats/csv.ts';
import { parseJsonlSuite } from './formats/jsonl.ts';
import { suiteError } from './formats/suite-error.ts';
import { type SuiteText, suiteFormat } from './formats/suite-format.ts';
import { parseTrecSuite } from './formats/trec.ts';
import { valueAt } from './formats/value-at.ts';
import type { Suite } from './suite.ts';
import { suiteHelp } from './suite-help.ts';
import { knownKeys, suiteSchema } from './suite-schema.ts';
import { type Fault, lineOf, readYaml, schemaFaults, syntaxFaults } from './yaml-faults.ts';

/**
 * Reads a suite: YAML (or JSON, which is YAML), CSV, JSONL, or TREC judgements (`qrels`) with the file
 * of their questions `beside`. The name of the file, and for TREC its content, tells which.
 *
 * @throws FixInputError with every fault of the file at once: line, what was found, what was
 * expected, what to write.
 *
 * @example
 * const suite = parseSuite(await readFile('evals/docs.yaml', 'utf8'), 'evals/docs.yaml');
 */
export function parseSuite(text: string, fileName: string, beside?: SuiteText): Suite {
  const format = suiteFormat(fileName, text);
  const file = { fileName, text: text.replace(/^\uFEFF/, '') };
  if (format === 'csv') return parseCsvSuite(file);
  if (format === 'jsonl') return parseJsonlSuite(file);
  if (format === 'qrels') return parseTrecSuite({ qrels: file, topics: beside });
  if (format === 'topics') return parseTrecSuite({ qrels: beside, topics: file });
  return parseYamlSuite(file);
}

function parseYamlSuite({ text, fileName }: SuiteText): Suite {
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
  return buildSuite(fileName, parsed.data, parsed.data.questions);
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
