import type { Candidate } from './candidate.ts';
import { stemsOf } from './words.ts';

/** Stem -> positions in a text, ascending. */
export type Places = ReadonlyMap<string, readonly number[]>;

/** A passage as the scorer reads it: where each word stands, by field. */
export interface PassageWords {
  readonly title: FieldWords;
  /** The heading that is the passage's own. */
  readonly heading: FieldWords;
  /** The headings above it. */
  readonly above: FieldWords;
  readonly text: FieldWords;
}

export interface FieldWords {
  readonly stems: readonly string[];
  readonly places: Places;
}

/** @param cache word -> stem */
export function readPassageWords(
  { title, headings, text }: Pick<Candidate, 'title' | 'headings' | 'text'>,
  cache: Map<string, string>,
): PassageWords {
  const read = (field: string) => {
    const stems = stemsOf(field, cache);
    return { stems, places: placesOf(stems) };
  };
  return {
    title: read(title),
    heading: read(headings.at(-1) ?? ''),
    above: read(headings.slice(0, -1).join('\n')),
    text: read(text),
  };
}

/** How many words the index holds of a passage. */
export function lengthOf({ title, heading, above, text }: PassageWords): number {
  return title.stems.length + heading.stems.length + above.stems.length + text.stems.length;
}

/** Where the words of a term stand one after the other. */
export function startsOf(stems: readonly string[], { places }: FieldWords): readonly number[] {
  const [first, ...rest] = stems;
  if (first === undefined) return [];
  const starts = places.get(first) ?? [];
  if (rest.length === 0) return starts;
  return starts.filter((start) =>
    rest.every((word, offset) => places.get(word)?.includes(start + offset + 1)),
  );
}

function placesOf(stems: readonly string[]): Places {
  const places = new Map<string, number[]>();
  stems.forEach((word, index) => {
    const known = places.get(word);
    if (known) known.push(index);
    else places.set(word, [index]);
  });
  return places;
}
