import { Script } from 'node:vm';

const timeoutMs = 250;
const maxTextLength = 100_000;

const search = new Script('new RegExp(pattern, "u").test(text)');

/**
 * Whether a pattern matches somewhere in a text. Some patterns take longer than the universe on some
 * texts: after 250 ms the answer is `too-slow`. Of longer texts the first 100,000 characters are looked at.
 *
 * @throws SyntaxError for what is not a pattern; see `patternFault`.
 */
export function matchesPattern(pattern: string, text: string): 'match' | 'no-match' | 'too-slow' {
  try {
    const context = { pattern, text: text.slice(0, maxTextLength) };
    return search.runInNewContext(context, { timeout: timeoutMs }) === true ? 'match' : 'no-match';
  } catch (error) {
    if (isTimeout(error)) return 'too-slow';
    throw error;
  }
}

/** What is wrong with a pattern; undefined when nothing is. */
export function patternFault(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The error comes from the other context, whose `Error` is not ours. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
