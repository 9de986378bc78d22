import { pagesOfMarkdown } from './llms-txt.ts';

/** Which pages can be had as Markdown. Their address and id stay the page's. */
export interface MarkdownAlternates {
  /** An llms.txt lists it. */
  list(url: string): void;
  /** The Markdown of a page, by what the page says, else by what is listed. It is spoken for then. */
  of(page: string, named: string | undefined): string | undefined;
  has(url: string): boolean;
  /** Nothing is listed: only a page itself can name its Markdown. */
  readonly isEmpty: boolean;
  /** Listed, and no page was found that it belongs to; each is handed out once. */
  takeUnclaimed(): readonly string[];
}

export function createMarkdownAlternates(): MarkdownAlternates {
  const byPage = new Map<string, string>();
  const listed = new Map<string, 'unclaimed' | 'claimed'>();
  return {
    list(url) {
      if (listed.has(url)) return;
      listed.set(url, 'unclaimed');
      for (const page of pagesOfMarkdown(url)) if (!byPage.has(page)) byPage.set(page, url);
    },
    of(page, named) {
      const found = named ?? byPage.get(page);
      if (found !== undefined && found !== page) listed.set(found, 'claimed');
      return found === page ? undefined : found;
    },
    has: (url) => listed.has(url),
    get isEmpty() {
      return listed.size === 0 && byPage.size === 0;
    },
    takeUnclaimed() {
      const unclaimed = [...listed].flatMap(([url, state]) => (state === 'unclaimed' ? url : []));
      for (const url of unclaimed) listed.delete(url);
      return unclaimed;
    },
  };
}
