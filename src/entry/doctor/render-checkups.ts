import { plural } from '#util/plural.ts';
import type { Checkup } from './checkup.ts';

/** For people: what was tried of each thing, and under what is missing how to mend it. */
export function renderCheckups(checkups: readonly Checkup[]): string {
  const missing = checkups.flatMap(({ findings }) => findings.filter(({ ok }) => !ok));
  return [
    ...checkups.flatMap(({ name, findings }) => [
      name,
      ...findings.flatMap(({ ok, subject, message }) => [
        `  ${ok ? 'ok      ' : 'MISSING '} ${subject}`,
        ...(message === undefined ? [] : [`           ${message}`]),
      ]),
      '',
    ]),
    missing.length === 0 ? 'Nothing is missing.' : `${plural(missing.length, 'thing')} to mend.`,
  ].join('\n');
}

export function checkupsToJson(checkups: readonly Checkup[]) {
  return {
    ok: checkups.every(({ findings }) => findings.every(({ ok }) => ok)),
    checks: checkups,
  };
}
