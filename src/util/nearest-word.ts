/**
 * The candidate that someone most likely meant, or undefined when none is close. Case, `-`, `_` and
 * spaces do not count, so `syncFrequency` is `sync_frequency`.
 */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const wanted = bare(word);
  if (wanted === '') return undefined;
  const allowed = wanted.length < 6 ? 1 : 2;
  return candidates
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, bare(candidate)) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function distanceOf(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  if (a !== b && shorter >= 3 && (a.startsWith(b) || b.startsWith(a))) return 0.5;
  return editDistance(a, b);
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped =
        a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
          ? at(beforePrevious, column - 2) + 1
          : Number.POSITIVE_INFINITY;
      current.push(
        Math.min(replaced, swapped, at(previous, column) + 1, at(current, column - 1) + 1),
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
