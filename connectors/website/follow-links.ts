import type { Crawl } from './crawl.ts';
import type { Waiting } from './frontier.ts';
import { isFileAddress } from './page-kind.ts';
import { siteOf } from './url-scope.ts';

/** Adds what a page links to, one click further away. */
export async function followLinks(
  crawl: Crawl,
  links: readonly string[],
  depth: number,
): Promise<void> {
  for (const link of links) {
    if (crawl.frontier.has(link)) continue;
    if (siteOf(link) === crawl.hosts.twin) await crawl.hosts.learn(link);
    addAddress(crawl, link, { depth });
  }
}

/** Nothing happens to what is not part of the source, was met before, or finds no room. */
export function addAddress(
  crawl: Crawl,
  address: string,
  { depth }: { readonly depth: number },
): void {
  const url = ownAddress(crawl, address);
  if (url !== undefined) addOwn(crawl, { url, depth });
}

/** Adds what a sitemap names, or notes what it says of an address that waits already. */
export function listAddress(crawl: Crawl, address: string, lastmod: string | undefined): void {
  const url = ownAddress(crawl, address);
  if (url === undefined) return;
  crawl.lastmods.add(lastmod);
  if (crawl.frontier.has(url)) crawl.frontier.note(url, lastmod);
  else addOwn(crawl, { url, depth: 1, listed: true, ...(lastmod !== undefined && { lastmod }) });
}

/** As the source writes it; undefined for what is not part of the source. */
function ownAddress({ aliases, alternates, hosts, site }: Crawl, address: string) {
  const url = aliases.resolve(hosts.rewrite(address));
  const isOwn = !isFileAddress(url) && !alternates.has(url) && site.scope.contains(url);
  return isOwn ? url : undefined;
}

function addOwn({ config, frontier, tally }: Crawl, waiting: Waiting): void {
  if (frontier.has(waiting.url)) return;
  if (waiting.depth > config.maxDepth) tally.isDepthCut = true;
  else frontier.add(waiting);
}
