import { createPieceTable } from './piece-table.ts';

/** A vocabulary: each token's text, or its bytes where they are no text of their own, in order of rank. */
export type Vocabulary = readonly (string | readonly number[] | undefined)[];

/** Tokens of one piece of text. Its work grows with the square of the length. */
export type CountMerges = (piece: string) => number;

const notAscii = /[^\0-\x7f]/;
const none = Number.POSITIVE_INFINITY;

/**
 * Counts tokens by the rule of byte pair encoding: begin with single bytes, and join the two
 * neighbours whose union has the lowest rank until no union of two is a token.
 *
 * Tokens and pieces are strings of one character for each byte. ASCII text is that already, and never
 * needs the other tokens, which are taken up with the first piece that is not.
 */
export function createMergeCounter(vocabulary: Vocabulary): CountMerges {
  // Room for every token: a table that is too small forgets.
  const short = createPieceTable(2 ** Math.ceil(Math.log2(vocabulary.length + 1)));
  const long = new Map<string, number>();
  let hasAll = false;
  /** What is being looked at, one unit for each byte. */
  let units = new Uint16Array(256);
  vocabulary.forEach((token, rank) => {
    if (typeof token !== 'string') return;
    if (short.set(unitsOf(token), 0, token.length, rank + 1)) return;
    if (!notAscii.test(token)) long.set(token, rank);
  });
  /** Where the parts begin, and where the last one ends. */
  let starts = new Int32Array(256);
  /** The rank of each part joined with the next one. */
  let joined = new Float64Array(256);

  return (piece) => {
    if (!notAscii.test(piece)) return count(piece);
    if (!hasAll) takeUpOthers();
    return count(bytesOf(piece));
  };

  function takeUpOthers(): void {
    hasAll = true;
    vocabulary.forEach((token, rank) => {
      if (typeof token === 'object') long.set(Buffer.from(token).toString('latin1'), rank);
      else if (token !== undefined && notAscii.test(token)) long.set(bytesOf(token), rank);
    });
  }

  function unitsOf(bytes: string): Uint16Array {
    if (bytes.length > units.length) units = new Uint16Array(2 * bytes.length);
    for (let at = 0; at < bytes.length; at++) units[at] = bytes.charCodeAt(at);
    return units;
  }

  function count(bytes: string): number {
    unitsOf(bytes);
    if (rankOf(bytes, 0, bytes.length) !== none) return 1;
    let parts = bytes.length;
    if (parts >= starts.length) {
      starts = new Int32Array(2 * parts);
      joined = new Float64Array(2 * parts);
    }
    for (let part = 0; part <= parts; part++) starts[part] = part;
    for (let part = 0; part < parts; part++) joined[part] = rankJoined(part);
    for (;;) {
      let lowest = none;
      let at = -1;
      for (let part = 0; part < parts - 1; part++) {
        const rank = joined[part] ?? none;
        if (rank < lowest) {
          lowest = rank;
          at = part;
        }
      }
      if (at < 0) return parts;
      starts.copyWithin(at + 1, at + 2, parts + 1);
      joined.copyWithin(at + 1, at + 2, parts);
      parts--;
      joined[at] = rankJoined(at);
      if (at > 0) joined[at - 1] = rankJoined(at - 1);
    }

    function rankJoined(part: number): number {
      return part + 2 > parts ? none : rankOf(bytes, starts[part] ?? 0, starts[part + 2] ?? 0);
    }
  }

  function rankOf(bytes: string, start: number, end: number): number {
    const found = short.get(units, start, end);
    if (found !== 0) return found - 1;
    return long.get(bytes.slice(start, end)) ?? none;
  }
}

function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
