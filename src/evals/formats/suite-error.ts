import { FixInputError } from '#core/errors.ts';
import { listFaults } from '#util/list-faults.ts';
import type { Fault } from '../yaml-faults.ts';

/** More than these help nobody: the first ones usually explain the rest. */
const maxFaultCount = 50;

/** The faults of a suite file as one error. */
export function suiteError(fileName: string, faults: readonly Fault[]): FixInputError {
  const shown = faults.slice(0, maxFaultCount);
  const list = listFaults(
    fileName,
    shown.map(({ line, text }) => ({ line, message: text })),
  );
  const more = faults.length - shown.length;
  return new FixInputError(more > 0 ? `${list}\n  … and ${more} more` : list, {
    code: 'suite_invalid',
    hint: 'Correct these lines and run the same command again.',
  });
}
