/**
 * Words as Markdown: a backslash stands before what would be markup at its place, and before nothing
 * else, so that whoever searches for `snake_case` or `C#` finds it.
 *
 * @param words one line, without line breaks.
 */
export function escapeMarkup(words: string): string {
  return words.replace(/[\p{P}\p{S}]/gu, (char, at: number) =>
    isMarkup(char, words.slice(0, at), words.slice(at + char.length)) ? `\\${char}` : char,
  );
}

/** A line of Markdown without the backslashes that change nothing; Google writes them by the dozen. */
export function dropNeedlessEscapes(line: string): string {
  const hasLinks = /\][([:]/.test(withoutEscapes(line));
  const hasTags = /<(?=\S)/.test(line);
  return line.replace(
    /(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|\\([!-/:-@[-`{-~])/g,
    (whole, _fence, char: string | undefined, at: number) => {
      if (char === undefined || !/[-_*#+.!=>[\]]/.test(char)) return whole;
      if ((hasLinks && /[[\]]/.test(char)) || (hasTags && char === '>')) return whole;
      return isMarkup(char, line.slice(0, at), withoutEscapes(line.slice(at + 2, at + sightLength)))
        ? whole
        : char;
    },
  );
}

/** How far it is looked ahead, for what matters then: a line may be a book. */
const sightLength = 20;

function withoutEscapes(line: string): string {
  return line.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** Whether a character, with what stands before and after it in its line, can be markup. */
function isMarkup(char: string, before: string, after: string): boolean {
  switch (char) {
    case '\\':
      return /^(?:[!-/:-@[-`{-~]|$)/.test(after);
    case '`':
    case '~':
      return before.includes(char) || after.includes(char);
    case '_':
      return !(/[\p{L}\p{N}]$/u.test(before.slice(-2)) && /^[\p{L}\p{N}]/u.test(after));
    case '*':
      return isAtStart(before) || !(/\s$/.test(before.slice(-1)) && /^\s/.test(after));
    case '[':
      return isAtStart(before) || /\][([:]/.test(after);
    case ']':
      return /^[([:]/.test(after);
    case '<':
      return /^[a-z/!?]/i.test(after);
    case '&':
      return /^#?\w+;/.test(after);
    case '!':
      return after.startsWith('[');
    case '.':
    case ')':
      return /^[^\p{L}\p{N}]*\p{N}+$/u.test(before);
    case '#':
      return isAtStart(before) || (/\s$/.test(before.slice(-1)) && /^#*\s*$/.test(after));
    case '-':
    case '+':
    case '=':
    case '>':
      return isAtStart(before);
    default:
      return false;
  }
}

/** Nothing but markers of lists, quotes, headings and cells stands before. */
function isAtStart(before: string): boolean {
  return /^(?:[\s>|]|[-+*](?=\s)|\d+[.)](?=\s)|#{1,6}(?=\s))*$/.test(before);
}
