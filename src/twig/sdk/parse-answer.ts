import { StopRunError } from '#core/errors.ts';
import type { BuiltRequest } from './build-request.ts';
import type { RawAnswer } from './exchange.ts';

/**
 * The JSON of a successful answer; undefined when it has no body.
 *
 * @throws StopRunError `unexpected_answer` for a web page and the like.
 */
export function parseAnswer(
  { status, headers, text }: RawAnswer,
  { label }: BuiltRequest,
): unknown {
  if (text === '') return undefined;
  const value = parseJson(text);
  if (value !== undefined) return value;
  const mediaType = headers.get('content-type')?.split(';')[0] ?? 'something';
  throw new StopRunError(`${label} answered ${status} with ${mediaType} where JSON was expected.`, {
    code: 'unexpected_answer',
    hint: 'Check that the base URL is the root of a Twig API, not of a web page or a proxy.',
  });
}

/** Undefined when `text` is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What that means depends on the status: the caller decides.
    return undefined;
  }
}
