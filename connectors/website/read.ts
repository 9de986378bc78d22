import type { Json, ReadContext, ReadResult, SourceEvent } from '#kit';
import { openSite, type SiteMemory, type WebsiteContext } from './client.ts';
import { type Crawl, createCrawl, type KnownPage } from './crawl.ts';
import { createDistrusted, forgetDistrusted } from './distrusted.ts';
import { createJournal } from './journal.ts';
import { listAddresses } from './list-addresses.ts';
import { openSeed } from './open-seed.ts';
import { unpackRecord } from './page-record.ts';
import { openProvenLists, type ProvenLists } from './proven-lists.ts';
import { resumeWalk } from './resume-walk.ts';
import { settleVisit } from './settle-visit.ts';
import { chosen, walk } from './walk.ts';
import { forgetOldWalks, openWalk, readWalkCursor, type Walk } from './walk-store.ts';

export type WebsiteReadContext = WebsiteContext & Pick<ReadContext<unknown>, 'known' | 'notebook'>;

/**
 * Walks a site breadth first: the seed, what sitemaps and llms.txt list, and what the pages link to.
 * Its marks stand for a walk under way, whose frontier lies in the notebook: one that was broken off
 * goes on from there. A walk that came to its end leaves nothing behind; the next one starts anew,
 * and pages that did not change answer with a 304 or with the same bytes.
 */
export async function* readWebsite(
  context: WebsiteReadContext,
  memory: SiteMemory,
  from?: Json,
): AsyncGenerator<SourceEvent, ReadResult> {
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  // Of an earlier read of the same connection.
  memory.robots.clear();
  memory.start = undefined;
  const site = openSite({ ...context, signal }, memory);
  try {
    await forgetOldWalks(context);
    const known = (url: string) => knownPage(context, url);
    const { config, clock, notebook } = context;
    const distrusted = createDistrusted(notebook);
    const parts = { config, clock, site, signal, known, distrusted };
    const cursor = readWalkCursor(from);
    const resumed = cursor && (await resumeWalk(context, cursor, memory, parts));
    if (resumed) return yield* walk(resumed.crawl, resumed.walk);
    if (from !== undefined) yield { is: 'rescan', reason: 'the walk cannot be gone on with' };
    const begun = openWalk(context);
    await forgetDistrusted(notebook);
    const proven = await openProvenLists(notebook);
    const crawl = yield* begin(parts, memory, { begun, proven });
    return yield* walk(crawl, begun);
  } finally {
    ended.abort();
    await site.close();
  }
}

type Parts = Pick<Crawl, 'config' | 'clock' | 'site' | 'signal' | 'known' | 'distrusted'>;

/** The seed and what the site lists. */
async function* begin(
  parts: Parts,
  memory: SiteMemory,
  { begun, proven }: { readonly begun: Walk; readonly proven: ProvenLists },
): AsyncGenerator<SourceEvent, Crawl> {
  const { config, site, signal } = parts;
  const known = await parts.known(config.url);
  const { record } = known ?? {};
  const { seeds, soft404, visit } = await openSeed(site, memory, {
    seed: config.url,
    record,
    signal,
  });
  const crawl = createCrawl({ ...parts, seeds, soft404, journal: createJournal(begun.store) });
  const waiting = { url: config.url, depth: 0, position: -1 };
  yield* chosen(crawl, await settleVisit(crawl, { waiting, known, read: () => visit }));
  yield* listAddresses(crawl, proven);
  return crawl;
}

async function knownPage(
  { known }: WebsiteReadContext,
  url: string,
): Promise<KnownPage | undefined> {
  const onRecord = await known(url);
  return onRecord && { version: onRecord.version, record: unpackRecord(onRecord.validators) };
}
