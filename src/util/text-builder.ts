/** Puts a long text together from many short ones. */
export interface TextBuilder {
  add(part: string): void;
  /** Of all that was added. */
  length(): number;
  /** All that was added. */
  text(): string;
}

/** So many parts are kept apart: each costs as much as a short text does. */
const maxPartCount = 4_096;

/**
 * Joins parts now and then, so that a text of millions of them takes little more than its length.
 *
 * @example
 * const out = createTextBuilder();
 * for (const word of words) out.add(`${word}\n`);
 * return out.text();
 */
export function createTextBuilder(): TextBuilder {
  const joined: string[] = [];
  let parts: string[] = [];
  let length = 0;
  return {
    add(part) {
      if (parts.length >= maxPartCount) {
        joined.push(parts.join(''));
        parts = [];
      }
      parts.push(part);
      length += part.length;
    },
    length: () => length,
    text: () => joined.concat(parts).join(''),
  };
}
