import { SkipDocumentError } from '#core/errors.ts';
import { plural } from '#util/plural.ts';

export function bodyTooLarge(name: string, maxBytes: number): SkipDocumentError {
  return new SkipDocumentError(`${name} is larger than ${plural(maxBytes, 'byte')}.`, {
    code: 'too_large',
    hint: 'Raise the size limit of the source, or exclude the document.',
  });
}
