import type { Answer } from '#core/answerer.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { foldWords } from '../fold-words.ts';
import type { AnswerChecks, Question } from '../suite.ts';
import type { CheckResult } from './answer-result.ts';
import { compileJsonSchema } from './compile-json-schema.ts';
import { findRefusal } from './find-refusal.ts';
import { matchesPattern } from './match-pattern.ts';
import { numbersIn } from './numbers-in.ts';

/** Makes every check of a question that needs the words of the answer only. */
export function checkAnswer(question: Question, { text }: Answer): readonly CheckResult[] {
  const checks = question.checks ?? {};
  const results = checkers.flatMap((checker) => checker(checks, text));
  return question.shouldRefuse === true ? [checkRefusal(text), ...results] : results;
}

type Checker = (checks: AnswerChecks, text: string) => readonly CheckResult[];

const checkContains: Checker = ({ contains = [] }, text) =>
  contains.map((words) =>
    result('contains', hasWords(text, words), `has the words “${cutText(words, 80)}”`),
  );

const checkNotContains: Checker = ({ notContains = [] }, text) =>
  notContains.map((words) =>
    result('not_contains', !hasWords(text, words), `is without the words “${cutText(words, 80)}”`),
  );

const checkRegex: Checker = ({ regex = [] }, text) =>
  regex.map((pattern) => {
    const shown = cutText(pattern, 80);
    const match = matchesPattern(pattern, text);
    if (match === 'too-slow') {
      const message = `the pattern ${shown} takes too long on this answer: write it without nested repetition`;
      return { name: 'regex', outcome: 'failed', message };
    }
    return result('regex', match === 'match', `matches ${shown}`);
  });

const checkNumber: Checker = ({ number }, text) => {
  if (number === undefined) return [];
  const { value, tolerance } = number;
  const found = numbersIn(text);
  // Decimal fractions are not exact.
  const slack = tolerance + 1e-9 * Math.max(1, Math.abs(value));
  const holds = found.some((candidate) => Math.abs(candidate - value) <= slack);
  const wanted = tolerance === 0 ? `${value}` : `${value} ± ${tolerance}`;
  const seen = found.length === 0 ? 'it has no number' : `it has ${found.slice(0, 5).join(', ')}`;
  return [result('number', holds, `has the number ${wanted}`, holds ? undefined : seen)];
};

const checkJsonSchema: Checker = ({ jsonSchema }, text) => {
  if (jsonSchema === undefined) return [];
  const wanted = 'is JSON that fits the schema';
  const json = jsonIn(text);
  if ('fault' in json) return [result('json_schema', false, wanted, json.fault)];
  const validate = compileJsonSchema(jsonSchema);
  const holds = validate(json.value);
  const [first] = validate.errors ?? [];
  const fault = first && `${first.instancePath || 'it'} ${first.message ?? 'does not fit'}`;
  return [result('json_schema', holds, wanted, fault)];
};

const checkers: readonly Checker[] = [
  checkContains,
  checkNotContains,
  checkRegex,
  checkNumber,
  checkJsonSchema,
];

function checkRefusal(text: string): CheckResult {
  const words = findRefusal(text);
  return result('should_refuse', words !== undefined, 'says that there is no answer');
}

function hasWords(text: string, words: string): boolean {
  return ` ${foldWords(text)} `.includes(` ${foldWords(words)} `);
}

/** The whole text, else its first code block. */
function jsonIn(text: string): { readonly value: unknown } | { readonly fault: string } {
  const block = /```\w*\n([\s\S]*?)```/.exec(text)?.[1];
  try {
    return { value: JSON.parse(block ?? text) };
  } catch (thrown) {
    return { fault: `it is not JSON: ${cutText(asError(thrown).message, 100)}` };
  }
}

function result(name: string, holds: boolean, wanted: string, seen?: string): CheckResult {
  if (holds) return { name, outcome: 'passed', message: `The answer ${wanted}` };
  const found = seen === undefined ? '' : `: ${seen}`;
  return { name, outcome: 'failed', message: `Expected that the answer ${wanted}${found}` };
}
