import { isSpellingOf } from './alias-table.ts';
import type { Crawl } from './crawl.ts';
import type { Turn, Waiting } from './frontier.ts';

/**
 * Answers a page that says it is really another one, which has been visited by now. Only a page that
 * is there, and does not point elsewhere itself, may stand in for others.
 */
export function settleClaim({ aliases, claims, frontier }: Crawl, waiting: Turn): void {
  const { url, claims: target = url } = waiting;
  const isBelieved = isSpellingOf(url, target) || claims.isBelievable(target);
  if (isBelieved && aliases.standsForItself(target)) aliases.learn(url, target);
  else frontier.again(takenForItself(waiting));
}

/** The same address once more, whatever it says of being another page. */
export function takenForItself(waiting: Waiting): Waiting {
  return { ...asWaiting(waiting), ignoreCanonical: true };
}

/** What is worth keeping of an address whose turn it was. */
export function asWaiting({ url, depth, listed, lastmod }: Waiting): Waiting {
  return { url, depth, ...(listed && { listed }), ...(lastmod !== undefined && { lastmod }) };
}
