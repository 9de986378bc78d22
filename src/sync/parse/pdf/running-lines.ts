/** Lines at the top and bottom of a page that can be a header or footer. */
const edgeLineCount = 2;
const minPageCount = 3;
/** Left and right pages often have headers of their own, so that each stands on half of them. */
const minShare = 0.4;

/**
 * Takes out headers, footers and page numbers: lines that stand at the edge of many pages and differ
 * in their digits at most. The first of each kind stays, so that no words are lost.
 */
export function withoutRunningLines(
  pages: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const counts = new Map<string, number>();
  for (const lines of pages) {
    for (const key of new Set(edgesOf(lines).map((at) => keyOf(lines[at])))) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const least = Math.max(minPageCount, pages.length * minShare);
  const kept = new Set<string>();
  return pages.map((lines) => {
    const dropped = new Set<number>();
    for (const at of edgesOf(lines)) {
      const key = keyOf(lines[at]);
      if ((counts.get(key) ?? 0) < least) continue;
      if (kept.has(key) || /^[#\W]*$/.test(key)) dropped.add(at);
      kept.add(key);
    }
    return lines.filter((_, at) => !dropped.has(at));
  });
}

/** Indexes from the edges inwards. */
function edgesOf(lines: readonly string[]): readonly number[] {
  const last = lines.length - 1;
  const edges = new Set<number>();
  for (let at = 0; at < Math.min(edgeLineCount, lines.length); at++) edges.add(at).add(last - at);
  return [...edges];
}

function keyOf(line = ''): string {
  if (/^[ivxlc]+$/i.test(line)) return '#';
  return line.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim().toLowerCase();
}
