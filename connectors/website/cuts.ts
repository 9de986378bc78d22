import { plural, SkipDocumentError } from '#kit';
import type { Crawl } from './crawl.ts';

/** Which of the limits of the source kept the crawl from seeing more; undefined when none did. */
export function describeCuts({ config, frontier, tally }: Crawl): string | undefined {
  const { maxPages, maxDepth } = config;
  const left = frontier.size > 0 || frontier.overflowed;
  if (left && tally.documents >= maxPages) {
    const more = `${plural(frontier.size, 'more address', 'more addresses')} found`;
    return `stopped at max_pages, ${plural(maxPages, 'page')}, with ${more}`;
  }
  if (left)
    return 'stopped: far more addresses than pages; look for session ids or a calendar, and exclude them';
  if (tally.isDepthCut)
    return `nothing beyond max_depth, ${plural(maxDepth, 'click')}, was visited`;
  return undefined;
}

/** So many closed doors are no part of the site's plan: it may have taken us for an attacker. */
export function refusedTooOften({ config, tally }: Crawl): SkipDocumentError | undefined {
  if (tally.refusals <= 10 || tally.refusals * 10 < tally.documents) return undefined;
  return new SkipDocumentError(
    `${new URL(config.url).host} refused ${plural(tally.refusals, 'page')} (401 or 403).`,
    {
      code: 'often_refused',
      hint: 'Give the source the headers that let it in, exclude these pages, or lower concurrency.',
    },
  );
}
