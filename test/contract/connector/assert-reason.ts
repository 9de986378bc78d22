import assert from 'node:assert/strict';

/**
 * A case that a subject cannot be put to passes only for a reason in words, so that what was forgotten
 * is not green.
 *
 * @param what what is missing, as the message should begin.
 */
export function assertReason(name: string, reason: string | undefined, what: string): void {
  assert.match(reason ?? '', /\w+ \w+/, `${what}: the subject must say why, in words, as ${name}`);
}
