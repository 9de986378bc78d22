import type { Crawl } from './crawl.ts';

/**
 * Answers those who said that they are really this page: a good one stands in for them, otherwise
 * each is visited again and taken for itself.
 */
export function releaseClaims(crawl: Crawl, url: string, isGood: boolean): void {
  for (const claimant of crawl.claims.release(url)) {
    if (isGood) crawl.aliases.learn(claimant.url, url);
    else crawl.frontier.again({ ...claimant, ignoreCanonical: true });
  }
}
