import { FixInputError } from '#core/errors.ts';

/**
 * The body is gone, so no signature over it can be checked. `reader` is what read it: `express.json()`.
 * An endpoint that is put together like this refuses every delivery, so it fails loudly, not with 401.
 */
export function bodyAlreadyRead(reader: string): FixInputError {
  return new FixInputError(
    `The body of a webhook was read before the receiver saw it, by ${reader}.`,
    {
      code: 'webhook_body_read',
      hint: 'A signature counts over the bytes as they came. Mount the receiver in front of everything that reads bodies, or keep that off its path.',
    },
  );
}
