import type { Crawl, Visited } from './crawl.ts';
import type { Waiting } from './frontier.ts';
import { visitWaiting } from './visit-waiting.ts';

/**
 * Visits ahead of the one that is settled next, and gives them back in the order in which they were
 * begun. The window is wide, so that one page that is slow or refused again and again does not hold
 * up the others; what bounds the memory is the bytes of the pages that wait in it.
 */
export interface VisitWindow {
  readonly size: number;
  readonly isFull: boolean;
  begin(waiting: Waiting): void;
  /** The first one, when it is through; undefined when none is under way. */
  next(): Promise<Visited> | undefined;
}

const maxVisits = 64;
const maxHeldBytes = 64 * 1024 * 1024;

export function createVisitWindow(crawl: Crawl): VisitWindow {
  const window: Promise<Visited>[] = [];
  let heldBytes = 0;
  return {
    get size() {
      return window.length;
    },
    get isFull() {
      return window.length >= maxVisits || heldBytes >= maxHeldBytes;
    },
    begin(waiting) {
      const visited = visitWaiting(crawl, waiting).then((through) => {
        heldBytes += bytesOf(through);
        return through;
      });
      // Rejections are met in their turn; until then they must not count as unhandled.
      visited.catch(() => {});
      window.push(visited);
    },
    next() {
      return window.shift()?.then((through) => {
        heldBytes -= bytesOf(through);
        return through;
      });
    },
  };
}

function bytesOf({ visit }: Visited): number {
  return visit.is === 'page' ? visit.page.byteCount : 0;
}
