import { SkipDocumentError } from '#kit';

/** An empty page has an empty text; one without any was not given, and keeps what is known of it. */
export function missingBody(what: string): SkipDocumentError {
  return new SkipDocumentError(`The site has ${what} in no format that it gives.`, {
    code: 'no_body',
    hint: 'Open it in the editor and save it again. Its old content stays.',
  });
}
