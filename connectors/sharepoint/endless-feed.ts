import { sha256 } from '#kit';
import type { DeltaPage } from './api.ts';

/** What is remembered of a feed, to see that it leads nowhere. */
export interface Feed {
  readonly seen: Set<string>;
  empty: number;
  repeats: number;
  last: string;
}

/** More empty pages than this in a row are no feed. */
const mostEmptyPages = 1_000;
/** So often the same page under new addresses is no feed either. */
const mostRepeats = 3;

export function newFeed(): Feed {
  return { seen: new Set(), empty: 0, repeats: 0, last: '' };
}

/** Notes a page, and says whether the feed goes in a circle or on and on. */
export function isEndless(feed: Feed, { values, next, isLast }: DeltaPage, path: string): boolean {
  feed.seen.add(sha256(path).slice(0, 16));
  if (isLast) return false;
  feed.empty = values.length === 0 ? feed.empty + 1 : 0;
  const shown = values.length === 0 ? '' : sha256(JSON.stringify(values));
  feed.repeats = shown !== '' && shown === feed.last ? feed.repeats + 1 : 0;
  feed.last = shown;
  const isOld = feed.seen.has(sha256(next).slice(0, 16));
  return isOld || feed.empty > mostEmptyPages || feed.repeats >= mostRepeats;
}
