import { cutText } from '#util/cut-text.ts';
import { suiteHelp } from '../suite-help.ts';
import { knownKeys, questionKeys, questionSchema, type WrittenQuestion } from '../suite-schema.ts';
import { type Fault, readYaml, schemaFaults } from '../yaml-faults.ts';
import { suiteError } from './suite-error.ts';
import { valueAt } from './value-at.ts';

/** One question as a line of a file has it. */
export interface Row {
  readonly line: number;
  readonly value: unknown;
}

/**
 * The questions of a file that has one to a line.
 *
 * @throws FixInputError with every fault, those that were found before among them.
 */
export function checkRows(
  fileName: string,
  rows: readonly Row[],
  before: readonly Fault[] = [],
): readonly WrittenQuestion[] {
  const faults = [...before];
  const questions: WrittenQuestion[] = [];
  const seen = new Set<string>();
  for (const { line, value } of rows) {
    const parsed = questionSchema.safeParse(value);
    if (!parsed.success) {
      // Only to find and to describe what stands where: it is on one line.
      const yaml = readYaml(JSON.stringify(value));
      const words = {
        helpFor: (path: readonly PropertyKey[]) =>
          suiteHelp(['questions', 0, ...path], (other) => valueAt(value, other.slice(2))),
        knownKeys: (path: readonly PropertyKey[]) =>
          path.length === 0 ? questionKeys : knownKeys(path),
      };
      const found = schemaFaults(yaml, parsed.error.issues, words);
      faults.push(...found.map(({ text }) => ({ line, text })));
      continue;
    }
    const { id } = parsed.data;
    if (seen.has(id)) {
      const text =
        `id: found "${cutText(id, 60)}", which an earlier question has. ` +
        'Expected an id of its own. Write another one';
      faults.push({ line, text });
    }
    seen.add(id);
    questions.push(parsed.data);
  }
  if (rows.length === 0 && faults.length === 0) {
    faults.push({ line: 1, text: 'found no question, expected one to a line. Write some' });
  }
  if (faults.length > 0) throw suiteError(fileName, faults);
  return questions;
}
