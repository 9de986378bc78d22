const brokenWord = /([\p{L}\p{N}]*\p{L})[-\u2010\u00ad]$/u;
const restOfWord = /^\p{Ll}[\p{L}\p{N}]*/u;

/**
 * Puts words together that a line end divided: the rest of the word moves up and the hyphen goes. It
 * stays where the document writes the same word with its hyphen elsewhere, as in `well-known`.
 */
export function joinHyphens(
  lines: readonly string[],
  hyphenated: ReadonlySet<string>,
): readonly string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    const start = before === undefined ? undefined : brokenWord.exec(before)?.[1];
    const rest = start === undefined ? undefined : restOfWord.exec(line)?.[0];
    if (before === undefined || start === undefined || rest === undefined) {
      joined.push(line);
      continue;
    }
    const keeps = !before.endsWith('\u00ad') && hyphenated.has(`${start}-${rest}`.toLowerCase());
    // Punctuation belongs to its word.
    const tail = /^\S*/.exec(line)?.[0] ?? rest;
    joined[joined.length - 1] = `${keeps ? before : before.slice(0, -1)}${tail}`;
    const left = line.slice(tail.length).trimStart();
    if (left !== '') joined.push(left);
  }
  return joined;
}

/** Words that stand with a hyphen inside a line, lower case. */
export function hyphenatedWords(lines: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const line of lines) {
    for (const [word] of line.matchAll(/[\p{L}\p{N}]+-\p{L}[\p{L}\p{N}]*/gu)) {
      words.add(word.toLowerCase());
    }
  }
  return words;
}
