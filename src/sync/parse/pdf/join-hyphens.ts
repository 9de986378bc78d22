const brokenWord = /([\p{L}\p{N}]*\p{L})[-\u2010\u00ad]$/u;
const restOfWord = /^\p{L}[\p{L}\p{N}]*/u;

/** Longer ones are no words, and looking through them takes its time. */
const maxWordLength = 60;

/** A line of a paragraph, and what stands between it and the line before. */
export interface JoinedLine {
  readonly text: string;
  readonly joint: '' | ' ' | '\n';
}

/**
 * Puts words together that a line end divided: the rest of the word moves up and the hyphen goes. It
 * stays where the document writes the same word with its hyphen elsewhere, as in `well-known`.
 */
export function joinHyphens(lines: readonly JoinedLine[], words: KnownWords): string {
  const joined: JoinedLine[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    const start =
      before === undefined ? undefined : brokenWord.exec(before.text.slice(-maxWordLength))?.[1];
    const rest = start === undefined ? undefined : restOfWord.exec(line.text)?.[0];
    if (before === undefined || start === undefined || rest === undefined) {
      joined.push(line);
      continue;
    }
    const keeps = !before.text.endsWith('\u00ad') && keepsHyphen(start, rest, words);
    // Punctuation belongs to its word.
    const tail = /^\S*/.exec(line.text)?.[0] ?? rest;
    const text = `${keeps ? before.text : before.text.slice(0, -1)}${tail}`;
    joined[joined.length - 1] = { ...before, text };
    const left = line.text.slice(tail.length).trimStart();
    if (left !== '') joined.push({ text: left, joint: ' ' });
  }
  return joined.map(({ text, joint }, at) => (at === 0 ? text : `${joint}${text}`)).join('');
}

/** How a document writes words inside its lines. */
export interface KnownWords {
  /** With a hyphen, lower case. */
  readonly hyphenated: ReadonlySet<string>;
  /** With a capital inside. */
  readonly capitalInside: ReadonlySet<string>;
}

/** What begins with a capital is a word of its own, unless the document says otherwise. */
function keepsHyphen(start: string, rest: string, words: KnownWords): boolean {
  if (words.hyphenated.has(`${start}-${rest}`.toLowerCase())) return true;
  return !/^\p{Ll}/u.test(rest) && !words.capitalInside.has(`${start}${rest}`);
}

export function knownWords(lines: Iterable<string>): KnownWords {
  const hyphenated = new Set<string>();
  const capitalInside = new Set<string>();
  for (const line of lines) {
    if (line.includes('-')) {
      for (const [word] of line.matchAll(/[\p{L}\p{N}]{1,60}-\p{L}[\p{L}\p{N}]*/gu)) {
        hyphenated.add(word.toLowerCase());
      }
    }
    for (const [word] of line.matchAll(/\p{Lu}\p{Ll}{1,60}\p{Lu}\p{L}+/gu)) capitalInside.add(word);
  }
  return { hyphenated, capitalInside };
}
