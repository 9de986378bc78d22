import type { Crawl } from './crawl.ts';
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

/** False for what is not part of the source, was met before, or found no room. */
export function addAddress(
  crawl: Crawl,
  address: string,
  more: {
    readonly depth: number;
    readonly listed?: boolean;
    readonly lastmod?: string | undefined;
  },
): boolean {
  const { aliases, alternates, config, frontier, hosts, site, tally } = crawl;
  const url = aliases.resolve(hosts.rewrite(address));
  if (frontier.has(url) || isFileAddress(url) || alternates.has(url) || !site.scope.contains(url))
    return false;
  if (more.depth > config.maxDepth) {
    tally.isDepthCut = true;
    return false;
  }
  return frontier.add({ url, ...more });
}
