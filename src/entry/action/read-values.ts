import { FixInputError } from '#core/errors.ts';
import type { ActionInputName } from './action-inputs.ts';

/** Each reads what one input says, and throws a FixInputError that says what to write instead. */
export function readWord<const Word extends string>(
  name: ActionInputName,
  value: string,
  words: readonly Word[],
): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw invalid(name, value, `it takes ${words.join(', ')}`, `Write ${name}: ${words[0]}.`);
}

export function readUrl(name: ActionInputName, value: string): string {
  if (URL.canParse(value) && /^https?:/.test(value)) return value;
  const hint = `Write a whole address, for example ${name}: https://api.twig.so.`;
  throw invalid(name, value, 'which is no http(s) address', hint);
}

export function readFlag(name: ActionInputName, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid(name, value, 'it takes true or false', `Write ${name}: true or ${name}: false.`);
}

/** Milliseconds; undefined where nothing is said. */
export function readMinutes(name: ActionInputName, value: string): number | undefined {
  if (value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value) * 60_000;
  const hint = `Write for example ${name}: 20, less than the timeout-minutes of the job.`;
  throw invalid(name, value, 'it takes minutes, above 0', hint);
}

function invalid(name: ActionInputName, value: string, why: string, hint: string): FixInputError {
  return new FixInputError(`The input "${name}" is "${value}"; ${why}.`, {
    code: 'input_invalid',
    hint,
  });
}
