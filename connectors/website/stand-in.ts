import { isSpellingOf, spellingsOf } from './alias-table.ts';
import type { Crawl, KnownPage } from './crawl.ts';
import type { Turn, Waiting } from './frontier.ts';
import type { VisitedPage } from './read-answer.ts';
import { takenForItself } from './settle-claim.ts';

/** The page that this one is really, where the site says or shows so. */
export async function standIn(
  crawl: Crawl,
  waiting: Turn,
  known: KnownPage | undefined,
  { url, scan, textHash }: VisitedPage,
): Promise<string | undefined> {
  if (waiting.ignoreCanonical) return undefined;
  const named = scan.canonical && crawl.hosts.rewrite(scan.canonical);
  if (named !== undefined && named !== url && (await mayStandIn(crawl, waiting, named)))
    return named;
  const twin = crawl.aliases.sameText(url, textHash);
  if (twin !== undefined || known !== undefined) return twin;
  // Which of two spellings is found first may differ from run to run; the one on record stays.
  for (const other of spellingsOf(url)) {
    if (crawl.frontier.has(other) || !crawl.site.scope.contains(other)) continue;
    const onRecord = await crawl.known(other);
    if (onRecord?.record?.textHash === textHash) return other;
  }
  return undefined;
}

async function mayStandIn(crawl: Crawl, waiting: Turn, named: string): Promise<boolean> {
  const { aliases, claims, frontier, site } = crawl;
  if (!site.scope.contains(named)) return false;
  if (!aliases.isSettled(named) && frontier.isVisited(named)) return false;
  if (isSpellingOf(waiting.url, named)) return true;
  const verdict = claims.weigh(named);
  if (verdict === 'wrongly') await takeBack(crawl, waiting.position, named);
  return verdict === 'believed';
}

/** Those who were believed and settled are visited again, to be taken for themselves. */
async function takeBack({ frontier }: Crawl, position: number, named: string): Promise<void> {
  const claimants: Waiting[] = [];
  for await (const waiting of frontier.before(position)) {
    if (waiting.claims === named) claimants.push(waiting);
  }
  for (const claimant of claimants) frontier.again(takenForItself(claimant));
}
