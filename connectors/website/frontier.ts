/** An address that waits for its turn. */
export interface Waiting {
  readonly url: string;
  /** Clicks from the seed; what a sitemap lists is one away. */
  readonly depth: number;
  /** A sitemap says that it is there: that it is not would be worth telling. */
  readonly listed?: boolean;
  readonly lastmod?: string | undefined;
  /** Its claim to be another page turned out to be false. */
  readonly ignoreCanonical?: boolean;
}

/**
 * Addresses still to visit, in the order of their discovery: breadth first, the same order on each
 * run. It holds about 200 bytes for each address that was ever added, and no more than `maxWaiting`
 * wait at once, so that a calendar with a link to every coming day cannot fill the memory.
 */
export interface Frontier {
  /** False when the address was met before, or when there is no room for it. */
  add(waiting: Waiting): boolean;
  /** What a sitemap says of an address that may wait already. */
  note(url: string, listing: Pick<Waiting, 'listed' | 'lastmod'>): void;
  /** Puts an address back that was visited before. */
  again(waiting: Waiting): void;
  take(): Waiting | undefined;
  /** Met before, visited or not. */
  has(url: string): boolean;
  isVisited(url: string): boolean;
  /** From now on it counts as met and visited. */
  visited(url: string): void;
  readonly size: number;
  /** True once an address found no room. */
  readonly overflowed: boolean;
}

export function createFrontier({ maxWaiting }: { readonly maxWaiting: number }): Frontier {
  const met = new Map<string, Waiting | 'under-way' | 'visited'>();
  let queue: string[] = [];
  let head = 0;
  let overflowed = false;
  const push = (waiting: Waiting) => {
    met.set(waiting.url, waiting);
    queue.push(waiting.url);
  };
  return {
    add(waiting) {
      if (met.has(waiting.url)) return false;
      if (queue.length - head >= maxWaiting) {
        overflowed = true;
        return false;
      }
      push(waiting);
      return true;
    },
    note(url, listing) {
      const waiting = met.get(url);
      if (typeof waiting === 'object') met.set(url, { ...waiting, ...listing });
    },
    again: push,
    take() {
      for (let url = queue[head]; url !== undefined; url = queue[head]) {
        head += 1;
        if (head >= 1_024 && head * 2 >= queue.length) {
          queue = queue.slice(head);
          head = 0;
        }
        const waiting = met.get(url);
        // A redirect may have led here in the meantime.
        if (typeof waiting !== 'object') continue;
        met.set(url, 'under-way');
        return waiting;
      }
      return undefined;
    },
    has: (url) => met.has(url),
    isVisited: (url) => met.get(url) === 'visited',
    visited: (url) => met.set(url, 'visited'),
    get size() {
      return queue.length - head;
    },
    get overflowed() {
      return overflowed;
    },
  };
}
