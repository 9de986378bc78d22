import type { SiteMemory } from './client.ts';
import { type Crawl, createCrawl, replay } from './crawl.ts';
import { readCrawlState, resumeCrawl, siteStartOf } from './crawl-state.ts';
import { createJournal } from './journal.ts';
import {
  openWalk,
  recallWalk,
  type Walk,
  type WalkCursor,
  type WalkSurroundings,
} from './walk-store.ts';

/**
 * Goes on with a walk from one of its marks: as a walk of its own, for another run may be reading the
 * same one (a dry run, say). Undefined when it is not there any more.
 */
export async function resumeWalk(
  surroundings: WalkSurroundings,
  from: WalkCursor,
  memory: SiteMemory,
  parts: Pick<Crawl, 'config' | 'site' | 'clock' | 'signal' | 'known' | 'distrusted'>,
): Promise<{ readonly crawl: Crawl; readonly walk: Walk } | undefined> {
  const earlier = await recallWalk(surroundings, from);
  const state = earlier && readCrawlState(earlier.state);
  if (earlier === undefined || state === undefined) return undefined;
  const walk = openWalk(surroundings, from);
  const start = siteStartOf(state);
  for (const seed of start.seeds) if (!parts.site.scope.covers(seed)) parts.site.widen(seed);
  memory.start = start;
  const crawl = createCrawl({
    ...parts,
    ...start,
    journal: createJournal(walk.store, from.segment),
  });
  let count = 0;
  for await (const segment of earlier.segments()) {
    parts.signal.throwIfAborted();
    count += 1;
    await walk.store.write(count, segment);
    for (const entry of segment.entries) replay(crawl, entry);
  }
  if (count < from.segment) {
    await walk.end();
    return undefined;
  }
  await resumeCrawl(crawl, state);
  return { crawl, walk };
}
