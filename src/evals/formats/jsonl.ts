import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { buildSuite } from '../build-suite.ts';
import type { Suite } from '../suite.ts';
import { suiteHelp } from '../suite-help.ts';
import { knownKeys, settingsSchema } from '../suite-schema.ts';
import { type Fault, readYaml, schemaFaults } from '../yaml-faults.ts';
import { checkRows, type Row } from './check-rows.ts';
import type { SuiteText } from './suite-format.ts';
import { valueAt } from './value-at.ts';

/**
 * A suite with one question to a line, each a JSON object with the keys that a question has in YAML. A
 * first line without a question holds the keys of the suite itself: `{"top_k": 5}`.
 */
export function parseJsonlSuite({ fileName, text }: SuiteText): Suite {
  const faults: Fault[] = [];
  const rows: Row[] = [];
  for (const [index, source] of text.split('\n').entries()) {
    if (source.trim() === '') continue;
    try {
      rows.push({ line: index + 1, value: JSON.parse(source) });
    } catch (thrown) {
      const fault = cutText(asError(thrown).message, 120);
      faults.push({
        line: index + 1,
        text: `not valid JSON: ${fault}. Write one whole object on the line`,
      });
    }
  }
  const [first] = rows;
  const isHeader =
    first !== undefined &&
    valueAt(first.value, ['question']) === undefined &&
    valueAt(first.value, ['id']) === undefined;
  const settings = settingsSchema.safeParse(isHeader ? first.value : {});
  if (!settings.success && first) {
    const found = schemaFaults(readYaml(JSON.stringify(first.value)), settings.error.issues, {
      helpFor: (path) => suiteHelp(path, () => undefined),
      knownKeys: (path) => knownKeys(path).filter((key) => key !== 'questions'),
    });
    faults.push(...found.map((fault) => ({ line: first.line, text: fault.text })));
  }
  const questions = checkRows(fileName, isHeader ? rows.slice(1) : rows, faults);
  return buildSuite(fileName, settingsSchema.parse(isHeader ? first.value : {}), questions);
}
