import type { ReadContext, ReadResult, SourceEvent } from '#kit';
import { openSite, type SiteMemory, type WebsiteContext } from './client.ts';
import { type Crawl, createCrawl, type KnownPage } from './crawl.ts';
import { describeCuts, refusedTooOften } from './cuts.ts';
import { listAddresses } from './list-addresses.ts';
import { openSeed, type SeedVisit } from './open-seed.ts';
import { unpackRecord } from './page-record.ts';
import { settleVisit } from './settle-visit.ts';
import { createVisitWindow } from './visit-window.ts';

export type WebsiteReadContext = WebsiteContext & Pick<ReadContext<unknown>, 'known'>;

/**
 * Walks a site breadth first: the seed, what sitemaps and llms.txt list, and what the pages link to.
 * There is no cursor: a walk that was interrupted starts anew, and what it had read by then answers
 * with a 304 or with the same bytes, so that nothing is loaded or converted twice.
 */
export async function* readWebsite(
  context: WebsiteReadContext,
  memory: SiteMemory,
): AsyncGenerator<SourceEvent<never>, ReadResult> {
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  // Of an earlier read of the same connection.
  memory.robots.clear();
  memory.start = undefined;
  const site = openSite({ ...context, signal }, memory);
  try {
    const { config, clock } = context;
    const known = (url: string) => knownPage(context, url);
    const onRecord = await known(config.url);
    const { record } = onRecord ?? {};
    const start = await openSeed(site, memory, { seed: config.url, record, signal });
    const { seeds, soft404 } = start;
    const crawl = createCrawl({ config, clock, site, signal, seeds, soft404, known });
    return yield* walk(crawl, { known: onRecord, visit: start.visit });
  } finally {
    ended.abort();
    await site.close();
  }
}

async function* walk(
  crawl: Crawl,
  seed: { readonly known: KnownPage | undefined; readonly visit: SeedVisit },
): AsyncGenerator<SourceEvent<never>, ReadResult> {
  const { config, frontier, tally } = crawl;
  const waiting = { url: config.url, depth: 0 };
  yield* chosen(
    crawl,
    await settleVisit(crawl, { waiting, known: seed.known, read: () => seed.visit }),
  );
  yield* listAddresses(crawl);
  const window = createVisitWindow(crawl);
  const isOpen = () =>
    !window.isFull &&
    tally.documents + window.size < config.maxPages &&
    tally.requests < config.maxPages * 4 + 100;
  for (;;) {
    while (isOpen()) {
      const next = frontier.take() ?? lastCalls(crawl, window.size);
      if (next === undefined) break;
      window.begin(next);
    }
    const visited = await window.next();
    if (visited === undefined) break;
    yield* chosen(crawl, await settleVisit(crawl, visited));
  }
  const cut = describeCuts(crawl);
  if (cut !== undefined) yield { is: 'limited', reason: cut };
  const refused = refusedTooOften(crawl);
  if (refused) yield { is: 'failed', error: refused };
  return cut === undefined && !refused && tally.isComplete ? 'everything' : 'changes';
}

/** When nothing else is left: pages whose canonical page never came, Markdown without a page. */
function lastCalls({ alternates, claims, frontier }: Crawl, underWay: number) {
  if (underWay > 0) return undefined;
  for (const claimant of claims.releaseAll())
    frontier.again({ ...claimant, ignoreCanonical: true });
  for (const url of alternates.takeUnclaimed()) frontier.add({ url, depth: 1, listed: true });
  return frontier.take();
}

/** The seed is visited for its links even where the globs do not choose it. */
function chosen({ site }: Crawl, events: readonly SourceEvent<never>[]) {
  return events.filter((event) => event.is !== 'item' || site.scope.contains(event.item.id));
}

async function knownPage(
  { known }: WebsiteReadContext,
  url: string,
): Promise<KnownPage | undefined> {
  const onRecord = await known(url);
  return onRecord && { version: onRecord.version, record: unpackRecord(onRecord.validators) };
}
