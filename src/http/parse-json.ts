import { RetryError } from '#core/errors.ts';
import type { HttpResponse } from '#core/http.ts';

/**
 * The object or list that an answer holds.
 *
 * @param what names the answer in messages: `the file "Plan"`
 * @param hint what a person may try when something else came
 * @throws RetryError `bad_answer` for a page of HTML, an empty body, half an answer: whatever stands in
 * front of the product spoke.
 */
export function parseJson(
  { body, headers }: Pick<HttpResponse, 'body' | 'headers'>,
  { what, hint }: { readonly what: string; readonly hint: string },
): unknown {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {}
  const kind = headers['content-type']?.split(';')[0] ?? 'an unnamed kind';
  throw new RetryError(
    `The answer for ${what} is no JSON but ${kind} (${body.byteLength} bytes).`,
    { code: 'bad_answer', hint },
  );
}
