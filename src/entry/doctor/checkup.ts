import type { Finding } from '#core/connector.ts';
import { TwigkitError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';

/** What was tried of one thing, and what came of it. */
export interface Checkup {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** Everything that a check finds. One that throws has found what it says. */
export async function gatherFindings(
  subject: string,
  check: () => AsyncIterable<Finding> | Iterable<Finding>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  try {
    for await (const finding of check()) findings.push(finding);
  } catch (thrown) {
    signal.throwIfAborted();
    findings.push({ ok: false, subject, message: messageOf(asError(thrown)) });
  }
  return findings;
}

export function isSound(checkups: readonly Checkup[]): boolean {
  return checkups.every(({ findings }) => findings.every(({ ok }) => ok));
}

function messageOf(error: Error): string {
  if (error instanceof TwigkitError) return [error.message, error.hint].filter(Boolean).join(' ');
  return error.name === 'TimeoutError' ? 'There was no answer in time.' : error.message;
}
