/** A line this much shorter than the page's usual one ends its paragraph, if a sentence ends there. */
const shortShare = 0.85;

const sentenceEnd = /[.!?:;。！？]["'”’)\]]*$/;
const itemStart = /^(?:[•◦▪‣●○■–—*-]\s|\(?\d{1,3}[.)]\s)/;

/**
 * Groups the lines of a page into paragraphs. A PDF keeps no paragraphs: they are told by short last
 * lines and by the marks of list items.
 */
export function paragraphsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const lengths = lines.map((line) => line.length).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length * 0.8)] ?? 0;
  const paragraphs: string[][] = [];
  let previous: string | undefined;
  for (const line of lines) {
    const ended =
      previous !== undefined && previous.length < usual * shortShare && sentenceEnd.test(previous);
    if (previous === undefined || ended || itemStart.test(line)) paragraphs.push([]);
    paragraphs.at(-1)?.push(line);
    previous = line;
  }
  return paragraphs;
}
