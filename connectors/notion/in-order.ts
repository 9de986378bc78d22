/**
 * Works on several things at once and gives the results in the order in which they were taken. `take`
 * is asked again after each result, for a result may bring new things; it ends when nothing is left
 * and nothing under way.
 */
export async function* inOrder<Thing, Result>(
  take: () => Promise<Thing | undefined>,
  work: (thing: Thing) => Promise<Result>,
  atOnce: number,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for (;;) {
      while (underWay.length < atOnce) {
        const thing = await take();
        if (thing === undefined) break;
        const working = work(thing);
        // Whoever waits for it hears of a failure; until then it is not unhandled.
        working.catch(() => {});
        underWay.push(working);
      }
      const first = underWay.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
