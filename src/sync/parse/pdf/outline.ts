import type { PDFDocumentProxy } from 'pdfjs-dist';

export interface OutlineEntry {
  /** From 1. */
  readonly level: number;
  readonly title: string;
  /** From 0; undefined when the bookmark leads elsewhere. */
  readonly page: number | undefined;
  /** Points, from the bottom of the page as the bookmark has it until lines are held against it. */
  readonly y: number | undefined;
}

const maxEntries = 5_000;
const maxLevel = 6;

interface Bookmark {
  readonly level: number;
  readonly title: string;
  readonly target: unknown;
}

/** The bookmarks of a document in reading order, deeper ones left out. */
export async function readOutline(
  outline: unknown,
  engine: PDFDocumentProxy,
): Promise<readonly OutlineEntry[]> {
  const bookmarks: Bookmark[] = [];
  const visit = (items: unknown, level: number) => {
    if (!Array.isArray(items) || level > maxLevel) return;
    for (const item of items) {
      if (typeof item !== 'object' || item === null || bookmarks.length >= maxEntries) continue;
      if ('title' in item && typeof item.title === 'string') {
        bookmarks.push({
          level,
          title: item.title,
          target: 'dest' in item ? item.dest : undefined,
        });
      }
      if ('items' in item) visit(item.items, level + 1);
    }
  };
  visit(outline, 1);
  const entries: OutlineEntry[] = [];
  for (const { level, title, target } of bookmarks) {
    entries.push({ level, title, ...(await placeOf(target, engine)) });
  }
  return entries;
}

/** A bookmark that leads nowhere is no fault of the text. */
async function placeOf(
  target: unknown,
  engine: PDFDocumentProxy,
): Promise<Pick<OutlineEntry, 'page' | 'y'>> {
  try {
    const explicit: unknown =
      typeof target === 'string' ? await engine.getDestination(target) : target;
    if (!Array.isArray(explicit)) return nowhere;
    const [page, kind, , top]: readonly unknown[] = explicit;
    const y = isXyz(kind) && typeof top === 'number' ? top : undefined;
    if (typeof page === 'number') return { page, y };
    return isReference(page) ? { page: await engine.getPageIndex(page), y } : nowhere;
  } catch {
    return nowhere;
  }
}

const nowhere = { page: undefined, y: undefined };

function isXyz(kind: unknown): boolean {
  return typeof kind === 'object' && kind !== null && 'name' in kind && kind.name === 'XYZ';
}

function isReference(value: unknown): value is { num: number; gen: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'num' in value &&
    typeof value.num === 'number' &&
    'gen' in value &&
    typeof value.gen === 'number'
  );
}
