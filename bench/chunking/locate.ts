/** A text without its white space, and where each character stood. */
export interface Condensed {
  readonly text: string;
  readonly offsets: readonly number[];
}

/** Some libraries change white space: places are compared without it, so that they are not blamed twice. */
export function condense(text: string): Condensed {
  const offsets: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!/\s/.test(text.charAt(at))) offsets.push(at);
  }
  return { text: text.replace(/\s+/g, ''), offsets };
}

export interface Place {
  /** Offsets in the condensed source. */
  readonly start: number;
  readonly end: number;
  readonly isVerbatim: boolean;
}

/** A header that a chunk repeats has at most this many lines. */
const maxRepeatedLines = 3;

/**
 * Where a chunk's text stands in its source, not before `from`. A chunk may begin with lines that it
 * repeats from above (a table's header); they are passed over if they stand in the source.
 */
export function locate(
  chunk: string,
  source: string,
  condensed: Condensed,
  from: number,
): Place | undefined {
  const lines = chunk.split('\n');
  for (let skipped = 0; skipped <= maxRepeatedLines && skipped < lines.length; skipped++) {
    const repeated = lines.slice(0, skipped).join('\n');
    const rest = lines.slice(skipped).join('\n');
    if (skipped > 0 && !source.includes(repeated)) break;
    const own = rest.replace(/\s+/g, '');
    if (own === '') break;
    const start = condensed.text.indexOf(own, from);
    if (start >= 0) {
      return { start, end: start + own.length, isVerbatim: source.includes(rest) };
    }
  }
  return undefined;
}
