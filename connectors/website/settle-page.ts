import type { SourceEvent } from '#kit';
import { isSpellingOf, spellingsOf } from './alias-table.ts';
import type { Crawl, KnownPage } from './crawl.ts';
import { addAddress, followLinks } from './follow-links.ts';
import type { Waiting } from './frontier.ts';
import { releaseClaims } from './release-claims.ts';
import { alikeAtMost, duplicateText, loginRequired, notBelieved } from './suspicion.ts';
import { toDocument } from './to-document.ts';
import type { VisitedPage } from './visit-page.ts';

type Events = readonly SourceEvent<never>[];

/** A page was answered. Is it itself, is it there, is it to be indexed? */
export async function settlePage(
  crawl: Crawl,
  waiting: Waiting,
  known: KnownPage | undefined,
  page: VisitedPage,
): Promise<Events> {
  if (page.url === waiting.url) return settleOwn(crawl, waiting, known, page);
  const { aliases, frontier, soft404 } = crawl;
  const asked = waiting.url;
  const target = page.url;
  releaseClaims(crawl, asked, false);
  if (asked !== crawl.config.url && !isSpellingOf(asked, target)) {
    if (page.scan.asksPassword) return distrust(crawl, waiting, known, loginRequired(asked));
    const { text } = page.scan;
    const isSoft404 = soft404.matches({ asked, url: target, text });
    const isCrowded = crawl.suspicion.leadTo(target) >= 3 || crawl.seeds.includes(target);
    if (isSoft404 || isCrowded) {
      const why = 'leads to a page where addresses end that are not there';
      const events = distrust(crawl, waiting, known, notBelieved(asked, 'soft_404', why));
      addAddress(crawl, target, { depth: waiting.depth });
      return events;
    }
  }
  aliases.learn(asked, target);
  const moved: Events = page.movedForGood
    ? [{ is: 'gone', id: asked, reason: `it has moved for good to ${target}` }]
    : [];
  if (frontier.has(target)) return moved;
  frontier.visited(target);
  const there = { ...waiting, url: target };
  return [...moved, ...(await settleOwn(crawl, there, await crawl.known(target), page))];
}

async function settleOwn(
  crawl: Crawl,
  waiting: Waiting,
  known: KnownPage | undefined,
  page: VisitedPage,
): Promise<Events> {
  const { url, scan, textHash } = page;
  const { soft404, seeds } = crawl;
  if (!seeds.includes(url) && soft404.matches({ asked: url, url, text: scan.text })) {
    releaseClaims(crawl, url, false);
    const why = 'shows what the site shows for pages that are not there';
    return distrust(crawl, waiting, known, notBelieved(url, 'soft_404', why));
  }
  if (scan.refresh !== undefined && scan.refresh !== url) {
    releaseClaims(crawl, url, false);
    crawl.aliases.learn(url, scan.refresh);
    addAddress(crawl, scan.refresh, { depth: waiting.depth });
    return [];
  }
  await followLinks(crawl, scan.links, waiting.depth + 1);
  const other = await standIn(crawl, waiting, known, page);
  if (other !== undefined) {
    if (crawl.aliases.isSettled(other)) crawl.aliases.learn(url, other);
    else {
      crawl.claims.wait(other, waiting);
      addAddress(crawl, other, { depth: waiting.depth });
    }
    releaseClaims(crawl, url, false);
    return [];
  }
  // A page that others name, but that names another one itself, stands in for nobody.
  releaseClaims(crawl, url, scan.canonical === undefined || scan.canonical === url);
  crawl.aliases.settle(url, textHash);
  const isChanged = known !== undefined && known.record?.textHash !== textHash;
  if (isChanged && scan.text === '') {
    return distrust(
      crawl,
      waiting,
      known,
      notBelieved(url, 'empty_page', 'shows no text any more'),
    );
  }
  const alike = scan.text === '' ? 0 : crawl.suspicion.showText(textHash);
  if (isChanged && alike > 0) {
    const why = 'shows the very text of another page now';
    return distrust(crawl, waiting, known, notBelieved(url, 'same_text', why));
  }
  return announce(crawl, waiting, page, known === undefined && alike >= alikeAtMost);
}

function announce(crawl: Crawl, waiting: Waiting, page: VisitedPage, isDuplicate: boolean): Events {
  const { url, scan, version, mediaType, byteCount, content, etag, lastModified, textHash } = page;
  const { lastmod } = waiting;
  crawl.tally.documents += 1;
  const skip = scan.noindex
    ? { code: 'noindex', message: 'the page asks not to be indexed' }
    : isDuplicate
      ? duplicateText
      : undefined;
  const { links } = scan;
  const readAtMs = crawl.clock.now();
  const record = { etag, lastModified, textHash, links, lastmod, readAtMs };
  const announced = { url, version, mediaType, byteCount, record, content };
  const updatedAt = lastmod !== undefined && crawl.lastmods.areTelling() ? lastmod : undefined;
  const item = toDocument({ ...announced, updatedAt, ...(skip && { skip }) }, crawl.config);
  return [{ is: 'item', item }];
}

/** The page that this one is really, where the site says or shows so. */
async function standIn(
  crawl: Crawl,
  waiting: Waiting,
  known: KnownPage | undefined,
  { url, scan, textHash }: VisitedPage,
): Promise<string | undefined> {
  if (waiting.ignoreCanonical) return undefined;
  const named = scan.canonical && crawl.hosts.rewrite(scan.canonical);
  if (named !== undefined && named !== url && mayStandIn(crawl, waiting, named)) return named;
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

function mayStandIn(crawl: Crawl, waiting: Waiting, named: string): boolean {
  const { aliases, claims, frontier, site } = crawl;
  if (!site.scope.contains(named)) return false;
  if (!aliases.isSettled(named) && frontier.isVisited(named)) return false;
  if (isSpellingOf(waiting.url, named)) return true;
  const { isBelieved, wrongly } = claims.weigh(named, waiting);
  for (const claimant of wrongly) frontier.again({ ...claimant, ignoreCanonical: true });
  return isBelieved;
}

/** What is on record is kept. Of a page that nobody promised nothing is lost. */
function distrust(
  crawl: Crawl,
  { url, listed }: Waiting,
  known: KnownPage | undefined,
  error: Error,
): Events {
  if (known === undefined && listed !== true) return [];
  crawl.tally.documents += 1;
  return [{ is: 'failed', id: url, error }];
}
