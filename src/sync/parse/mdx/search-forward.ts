/** Offset of the next `needle` at or behind `from`; -1 when there is none. */
export type Search = (needle: string, from: number) => number;

/**
 * A search that remembers its last answer for each needle, which holds for every place in between.
 * Asked from ever later places it reads a text once, also when what it looks for is never there.
 */
export function createSearch(find: Search): Search {
  const known = new Map<string, { readonly from: number; readonly found: number }>();
  return (needle, from) => {
    const last = known.get(needle);
    if (last && from >= last.from && (last.found < 0 || from <= last.found)) return last.found;
    const found = find(needle, from);
    known.set(needle, { from, found });
    return found;
  };
}
