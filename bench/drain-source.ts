import type { Source } from '../src/core/connector.ts';

/**
 * Reads a source as a first sync would, loads one in `loadEvery` documents and keeps nothing. Prints
 * how many there were, the seconds, and the peak memory of this process in MB.
 *
 * @param close is called before the figures are taken
 */
export async function drainSource(
  source: Source,
  { loadEvery, close }: { readonly loadEvery: number; close(): Promise<void> },
): Promise<void> {
  const { signal } = new AbortController();
  const startedAt = performance.now();
  let documents = 0;
  for await (const scope of source.scopes()) {
    for await (const event of source.read(scope, undefined, async () => undefined)) {
      if (event.is !== 'item') continue;
      documents += 1;
      if (documents % loadEvery === 0) await event.item.load?.(signal);
    }
  }
  await close();
  const seconds = (performance.now() - startedAt) / 1_000;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ documents, seconds, peakMb }));
}
