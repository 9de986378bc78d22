import type { Crawl, Visited } from './crawl.ts';
import type { Turn } from './frontier.ts';
import { visitWaiting } from './visit-waiting.ts';

/**
 * Visits ahead of the one that is settled next, and gives them back in the order in which they were
 * begun. The window is wide, so that one page that is slow or refused again and again does not hold
 * up the others. What bounds the memory is the bytes of the pages that wait in it, and that few are
 * fetched ahead when it is the reader who is slow.
 */
export interface VisitWindow {
  readonly size: number;
  readonly isFull: boolean;
  begin(waiting: Turn): void;
  /** The first one, when it is through; undefined when none is under way. */
  next(): Promise<Visited> | undefined;
}

const maxVisits = 64;
/** More that are through are of no use while the next one to be settled is through too. */
const maxReady = 8;
const maxHeldBytes = 64 * 1024 * 1024;

interface Place {
  readonly visited: Promise<Visited>;
  isReady: boolean;
}

export function createVisitWindow(crawl: Crawl): VisitWindow {
  const window: Place[] = [];
  let heldBytes = 0;
  let readyCount = 0;
  return {
    get size() {
      return window.length;
    },
    get isFull() {
      const isBehind = readyCount >= maxReady && window[0]?.isReady === true;
      return isBehind || window.length >= maxVisits || heldBytes >= maxHeldBytes;
    },
    begin(waiting) {
      const place: Place = {
        isReady: false,
        visited: visitWaiting(crawl, waiting).then((through) => {
          heldBytes += through.byteCount;
          readyCount += 1;
          place.isReady = true;
          return through;
        }),
      };
      // Rejections are met in their turn; until then they must not count as unhandled.
      place.visited.catch(() => {});
      window.push(place);
    },
    next() {
      return window.shift()?.visited.then((through) => {
        heldBytes -= through.byteCount;
        readyCount -= 1;
        return through;
      });
    },
  };
}
