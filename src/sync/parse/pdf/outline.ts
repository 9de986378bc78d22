export interface OutlineEntry {
  /** From 1. */
  readonly level: number;
  readonly title: string;
}

const maxEntries = 5_000;
const maxLevel = 6;

/** The bookmarks of a document in reading order, deeper ones at the deepest level that a heading has. */
export function readOutline(outline: unknown): readonly OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  const visit = (items: unknown, level: number) => {
    if (!Array.isArray(items) || level > maxLevel) return;
    for (const item of items) {
      if (typeof item !== 'object' || item === null || entries.length >= maxEntries) continue;
      if ('title' in item && typeof item.title === 'string') {
        entries.push({ level, title: item.title });
      }
      if ('items' in item) visit(item.items, level + 1);
    }
  };
  visit(outline, 1);
  return entries;
}

/** More headings on one page are its table of contents. */
const maxHeadingsPerPage = 12;
/** How many bookmarks may be passed over to find the next one that stands in the text. */
const maxMissing = 5;

/** Which line of which page is a heading: key `page:line`, level. */
export type HeadingLines = ReadonlyMap<string, number>;

/**
 * Finds the bookmarks in the text: lines that say the same, with or without a number in front. A
 * bookmark does not tell its place in a form that survives here, but bookmarks are in order.
 */
export function findHeadings(
  pages: readonly (readonly string[])[],
  outline: readonly OutlineEntry[],
): HeadingLines {
  const found = new Map<string, number>();
  let next = 0;
  for (const [page, lines] of pages.entries()) {
    const onPage: [string, number][] = [];
    const before = next;
    for (const [at, line] of lines.entries()) {
      const folded = fold(line);
      if (folded === '') continue;
      const ahead = outline
        .slice(next, next + maxMissing)
        .findIndex(({ title }) => fold(title) === folded);
      const entry = outline[next + ahead];
      if (ahead < 0 || entry === undefined) continue;
      onPage.push([`${page}:${at}`, entry.level]);
      next += ahead + 1;
    }
    if (onPage.length > maxHeadingsPerPage) next = before;
    else for (const [key, level] of onPage) found.set(key, level);
  }
  return found;
}

/** Letters and digits, without the number of a chapter in front. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*(?:\d+(?:\.\d+)*\.?|[ivx]+\.|[a-z]\.(?:\d+\.?)*|chapter \d+:?)\s+/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
