/** Longer ones are left as text: a brace that nothing closes must not swallow the document. */
const maxLength = 50_000;
/** So many in one document mean that its braces are text: looking on would take for ever. */
const maxFailures = 100;

/**
 * Just behind the brace that closes the one at `from`, or undefined when none does. Braces in strings
 * and comments do not count.
 */
export type SkipBraces = (from: number) => number | undefined;

export function createSkipBraces(text: string): SkipBraces {
  let failures = 0;
  return (from) => {
    if (failures >= maxFailures) return undefined;
    const end = closingBrace(text, from);
    if (end === undefined) failures++;
    return end;
  };
}

function closingBrace(text: string, from: number): number | undefined {
  const limit = Math.min(text.length, from + maxLength);
  let depth = 0;
  for (let at = from; at < limit; at++) {
    switch (text[at]) {
      case '{':
      case '(':
      case '[':
        depth++;
        break;
      case '}':
      case ')':
      case ']':
        depth--;
        if (depth === 0) return at + 1;
        break;
      case '"':
      case "'":
      case '`':
        at = skipString(text, at, limit) ?? at;
        break;
      case '/':
        if (text[at + 1] === '*') at = endOf(text, '*/', at + 2, limit) - 1;
        else if (text[at + 1] === '/' && text[at - 1] !== ':')
          at = endOf(text, '\n', at, limit) - 1;
        break;
    }
  }
  return undefined;
}

/** The closing quote; undefined for an apostrophe, which nothing closes on its line. */
function skipString(text: string, from: number, limit: number): number | undefined {
  const quote = text[from];
  for (let at = from + 1; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
    else if (text[at] === '\n' && quote !== '`') return undefined;
  }
  return undefined;
}

function endOf(text: string, needle: string, from: number, limit: number): number {
  const found = text.indexOf(needle, from);
  return found < 0 || found > limit ? limit : found + needle.length;
}
