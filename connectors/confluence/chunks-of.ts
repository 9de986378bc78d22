/** At most `size` entries at a time. */
export function* chunksOf<Entry>(
  entries: readonly Entry[],
  size: number,
): Generator<readonly Entry[]> {
  for (let at = 0; at < entries.length; at += size) yield entries.slice(at, at + size);
}
