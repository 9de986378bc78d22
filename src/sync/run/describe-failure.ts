import { TwigkitError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** An error as reports and the ledger tell it. `unforeseen` stands for errors that are not ours. */
export function describeFailure(thrown: unknown): Failure {
  const error = asError(thrown);
  const message = cutText(error.message, 500);
  return error instanceof TwigkitError
    ? { code: error.code, message, hint: error.hint }
    : { code: 'unforeseen', message, hint: undefined };
}
