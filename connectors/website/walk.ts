import type { ReadResult, SourceEvent } from '#kit';
import type { Crawl } from './crawl.ts';
import { crawlState } from './crawl-state.ts';
import { describeCuts, refusedTooOften } from './cuts.ts';
import { settleVisit } from './settle-visit.ts';
import { createVisitWindow } from './visit-window.ts';
import type { Walk, WalkCursor } from './walk-store.ts';

/** A mark is a write: none comes for each page, and none at all in a walk that is soon over. */
const markedAfter = { pages: 100, entries: 4_000, ms: 15_000 };

/** Pages by which a mark may be late. */
const longestOverdue = 10;

/** Visits what waits until nothing does, from where the crawl stands. */
export async function* walk(
  crawl: Crawl,
  { id, end }: Walk,
): AsyncGenerator<SourceEvent, ReadResult> {
  const { config, clock, distrusted, frontier, heldBack, journal, tally } = crawl;
  const window = createVisitWindow(crawl);
  const isOpen = () =>
    !window.isFull &&
    tally.documents + window.size < config.maxPages &&
    tally.requests < config.maxPages * 4 + 100;
  let settledCount = 0;
  let overdueCount = 0;
  let markedAtMs = clock.now();
  const isMarkDue = () =>
    settledCount > 0 &&
    (settledCount >= markedAfter.pages ||
      journal.pendingCount >= markedAfter.entries ||
      clock.now() - markedAtMs >= markedAfter.ms);
  for (;;) {
    while (isOpen()) {
      const next = (await frontier.take()) ?? (await lastCalls(crawl, window.size));
      if (next === undefined) break;
      window.begin(next);
    }
    const visited = await window.next();
    if (visited === undefined) break;
    yield* chosen(crawl, await settleVisit(crawl, visited));
    yield* chosen(crawl, heldBack.due());
    settledCount += 1;
    if (!isMarkDue()) continue;
    overdueCount += 1;
    // A mark tells of everything before it, also of what waits for others to be compared with.
    if (!heldBack.isEmpty && overdueCount < longestOverdue) continue;
    yield* chosen(crawl, heldBack.all());
    await distrusted.save();
    await journal.flush(crawlState(crawl, visited.waiting.position + 1));
    const cursor: WalkCursor = { walk: id, segment: journal.segmentCount };
    yield { is: 'mark', cursor: { ...cursor } };
    settledCount = 0;
    overdueCount = 0;
    markedAtMs = clock.now();
  }
  yield* chosen(crawl, heldBack.all());
  const cut = describeCuts(crawl);
  if (cut !== undefined) yield { is: 'limited', reason: cut };
  const scripted = crawl.scriptedParts.describe(tally.documents);
  if (scripted !== undefined) yield { is: 'noted', message: scripted };
  const refused = refusedTooOften(crawl);
  if (refused) yield { is: 'failed', error: refused };
  await end();
  yield { is: 'mark', cursor: undefined };
  return cut === undefined && !refused && tally.isComplete ? 'everything' : 'changes';
}

/** When nothing else is left: Markdown without a page. */
async function lastCalls({ alternates, frontier }: Crawl, underWay: number) {
  if (underWay > 0) return undefined;
  for (const url of alternates.takeUnclaimed()) frontier.add({ url, depth: 1, listed: true });
  return frontier.take();
}

/** The seed is visited for its links even where the globs do not choose it. */
export function chosen({ site }: Crawl, events: readonly SourceEvent[]): readonly SourceEvent[] {
  return events.filter((event) => event.is !== 'item' || site.scope.contains(event.item.id));
}
