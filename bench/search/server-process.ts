/**
 * The embedded server in a process of its own, as `twigkit serve` runs it, but for the limits. Arguments:
 * the data folder, and the base URL of an embedding model if there is to be one. Tells its address when
 * it is up, then answers messages.
 */
import { systemClock } from '../../src/core/clock.ts';
import { openEmbedded } from '../../src/entry/embedded/open-embedded.ts';
import { searchThreadCount } from '../../src/entry/embedded/search-thread-count.ts';
import { listen } from '../../src/entry/listen.ts';

const [dataDir = '', modelUrl] = process.argv.slice(2);
const plenty = { perMinute: 6_000_000, burst: 6_000_000 };
const embedded = await openEmbedded({
  dataDir,
  apiKey: 'twigsk_test_bench',
  clock: systemClock,
  limits: { execute: plenty, write: plenty, read: plenty, admin: plenty },
  serve: { searchThreads: searchThreadCount() },
  ...(modelUrl !== undefined && {
    models: {
      chat: undefined,
      rerank: undefined,
      embeddings: {
        baseUrl: modelUrl,
        model: 'bench',
        apiKey: undefined,
        dimensions: 384,
        cutDimensions: false,
      },
    },
  }),
  report: (error) => console.error(error),
});
const { url, close } = await listen({
  fetch: embedded.server.fetch,
  port: 0,
  hostname: '127.0.0.1',
});

process.on('message', async (message) => {
  if (message === 'embed') {
    process.send?.({ made: await embedded.server.embedBacklog(new AbortController().signal) });
  }
  if (message === 'memory') {
    process.send?.({
      rssMb: process.memoryUsage.rss() / 1_048_576,
      peakMb: process.resourceUsage().maxRSS / 1_024,
    });
  }
  if (message === 'end') {
    await close();
    await embedded.close();
    process.exit(0);
  }
});
process.send?.({ url });
