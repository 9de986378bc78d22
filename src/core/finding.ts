import { asError } from '#util/as-error.ts';
import type { Finding } from './connector.ts';
import { TwigkitError } from './errors.ts';

/**
 * What a check found by trying something.
 *
 * @param work gives what a good finding may add to the subject, often nothing
 * @throws what `refusedFinding` throws
 */
export async function tryFinding(
  subject: string,
  work: () => Promise<string | undefined>,
): Promise<Finding> {
  try {
    const note = await work();
    return { ok: true, subject: note ? `${subject}: ${note}` : subject };
  } catch (thrown) {
    return refusedFinding(subject, thrown);
  }
}

/**
 * What was tried and refused, with the cure.
 *
 * @throws what is no answer of the product: a stop, or a fault of ours.
 */
export function refusedFinding(subject: string, thrown: unknown): Finding {
  const error = asError(thrown);
  if (!(error instanceof TwigkitError)) throw error;
  return { ok: false, subject, message: [error.message, error.hint].filter(Boolean).join(' ') };
}
