import type { SourceEvent } from '#kit';
import { isSpellingOf } from './alias-table.ts';
import type { Crawl, KnownPage } from './crawl.ts';
import { distrust, doubtOf } from './distrust.ts';
import { addAddress, followLinks } from './follow-links.ts';
import type { Turn } from './frontier.ts';
import { sameText } from './held-back.ts';
import { isLoginAddress } from './login-wall.ts';
import type { VisitedPage } from './read-answer.ts';
import { asWaiting } from './settle-claim.ts';
import { standIn } from './stand-in.ts';
import { alikeAtMost, duplicateText, loginRequired, notBelieved } from './suspicion.ts';
import { toDocument } from './to-document.ts';

type Events = readonly SourceEvent<never>[];

/** A page was answered. Is it itself, is it there, is it to be indexed? */
export async function settlePage(
  crawl: Crawl,
  waiting: Turn,
  known: KnownPage | undefined,
  page: VisitedPage,
): Promise<Events> {
  if (page.url === waiting.url) return settleOwn(crawl, waiting, known, page);
  const { aliases, frontier, soft404 } = crawl;
  const asked = waiting.url;
  const target = page.url;
  if (asked !== crawl.config.url && !isSpellingOf(asked, target)) {
    if (page.scan.asksPassword) return distrust(crawl, waiting, known, loginRequired(asked));
    if (known && isLoginAddress(target)) {
      const events = await distrust(crawl, waiting, known, loginRequired(asked));
      // It may be a page about logging in all the same.
      addAddress(crawl, target, { depth: waiting.depth });
      return events;
    }
    const { text } = page.scan;
    const isSoft404 = soft404.matches({ asked, url: target, text });
    const isCrowded = crawl.suspicion.leadTo(target) >= 3 || crawl.seeds.includes(target);
    if (isSoft404 || isCrowded) {
      const why = 'leads to a page where addresses end that are not there';
      const events = await distrust(crawl, waiting, known, notBelieved(asked, 'soft_404', why));
      addAddress(crawl, target, { depth: waiting.depth });
      return events;
    }
  }
  aliases.learn(asked, target);
  crawl.otherAddresses.note(asked, target);
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
  waiting: Turn,
  known: KnownPage | undefined,
  page: VisitedPage,
): Promise<Events> {
  const { url, scan, textHash } = page;
  const doubt = doubtOf(crawl, known, page);
  if (doubt) return distrust(crawl, waiting, known, doubt);
  if (scan.refresh !== undefined && scan.refresh !== url) {
    crawl.aliases.learn(url, scan.refresh);
    crawl.otherAddresses.note(url, scan.refresh);
    addAddress(crawl, scan.refresh, { depth: waiting.depth });
    return [];
  }
  crawl.scriptedParts.see(page, crawl.seeds.includes(url));
  await followLinks(crawl, scan.links, waiting.depth + 1);
  const other = await standIn(crawl, waiting, known, page);
  if (other !== undefined) {
    if (crawl.aliases.isSettled(other) && isSpellingOf(url, other)) {
      crawl.aliases.learn(url, other);
    } else {
      // Of two spellings each is the other; of two pages the claim may yet turn out to be false.
      if (isSpellingOf(url, other)) crawl.otherAddresses.note(url, other);
      addAddress(crawl, other, { depth: waiting.depth });
      crawl.frontier.again({ ...asWaiting(waiting), claims: other });
    }
    return [];
  }
  // A page that others name, but that names another one itself, stands in for nobody.
  crawl.aliases.settle(url, textHash, scan.canonical === undefined || scan.canonical === url);
  const isChanged = known !== undefined && known.record?.textHash !== textHash;
  if (isChanged && scan.text === '') {
    crawl.distrusted.add(url, textHash);
    const why = 'shows no text any more';
    return distrust(crawl, waiting, known, notBelieved(url, 'empty_page', why));
  }
  const alike = scan.text === '' ? 0 : crawl.suspicion.showText(textHash);
  if (alike > 0) crawl.heldBack.expose(textHash);
  if (isChanged && alike > 0) {
    crawl.distrusted.add(url, textHash);
    return distrust(crawl, waiting, known, sameText(url));
  }
  const events = announce(crawl, waiting, page, known === undefined && alike >= alikeAtMost);
  if (!isChanged || scan.text.length > longestWall) return events;
  for (const event of events) crawl.heldBack.hold({ url, textHash, event });
  // A wall links to nothing: what stood here leads to the pages that show it too.
  await followLinks(crawl, known.record?.links ?? [], waiting.depth + 1);
  return [];
}

/** What a site shows in place of its pages says little. */
const longestWall = 2_000;

function announce(crawl: Crawl, waiting: Turn, page: VisitedPage, isDuplicate: boolean): Events {
  const { url, scan, version, mediaType, byteCount, content, etag, lastModified, textHash } = page;
  const { lastmod } = waiting;
  crawl.tally.documents += 1;
  const skip = scan.noindex
    ? { code: 'noindex', message: 'the page asks not to be indexed' }
    : isDuplicate
      ? duplicateText
      : undefined;
  const { links, asksPassword, text } = scan;
  const readAtMs = crawl.clock.now();
  const isFallback = crawl.seeds.includes(url) && crawl.soft404.matches({ asked: url, url, text });
  const facts = { asksPassword, isFallback };
  const record = { etag, lastModified, textHash, links, lastmod, readAtMs, ...facts };
  const aliases = crawl.otherAddresses.take(url);
  const announced = { url, version, mediaType, byteCount, record, content, aliases };
  const updatedAt = lastmod !== undefined && crawl.lastmods.areTelling() ? lastmod : undefined;
  const item = toDocument({ ...announced, updatedAt, ...(skip && { skip }) }, crawl.config);
  return [{ is: 'item', item }];
}
