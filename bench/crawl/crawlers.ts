import { Parser } from 'htmlparser2';
import { Agent, request } from 'undici';
import { website } from '../../connectors/website/index.ts';
import { defaultChunkOptions } from '../../src/core/chunk.ts';
import { systemClock } from '../../src/core/clock.ts';
import { limitHeap } from '../../src/entry/limit-heap.ts';
import { createMemoryNotebook } from '../../src/runtime/store/memory-notebook.ts';
import { createConverter } from '../../src/sync/convert.ts';

/** What a crawl made of a site. */
export interface Crawled {
  readonly pages: number;
  readonly chunks: number;
}

/** Undefined when its package is not installed beside the benchmarks. */
export type Crawl = (seed: string, concurrency: number) => Promise<Crawled | undefined>;

/** Breadth first with the fastest parts there are, links and text and nothing else: the yardstick. */
const bare: Crawl = async (seed, concurrency) => {
  const agent = new Agent({ connections: concurrency, pipelining: 1 });
  const { host } = new URL(seed);
  const urls = [seed];
  const seen = new Set(urls);
  let pages = 0;
  let next = 0;
  const visit = async (url: string) => {
    const { statusCode, body } = await request(url, { dispatcher: agent });
    const html = await body.text();
    if (statusCode !== 200) return;
    pages += 1;
    let text = '';
    const parser = new Parser({
      onopentag(name, { href }) {
        if (name !== 'a' || href === undefined || !URL.canParse(href, url)) return;
        const link = new URL(href, url);
        link.hash = '';
        if (link.host !== host || seen.has(link.href)) return;
        seen.add(link.href);
        urls.push(link.href);
      },
      ontext(data) {
        text += data;
      },
    });
    parser.end(html);
    if (text === '') throw new Error(`${url} has no text.`);
  };
  const underWay = new Set<Promise<void>>();
  while (next < urls.length || underWay.size > 0) {
    const url = underWay.size < concurrency ? urls[next] : undefined;
    if (url === undefined) {
      await Promise.race(underWay);
      continue;
    }
    next += 1;
    const visiting = visit(url).finally(() => underWay.delete(visiting));
    underWay.add(visiting);
  }
  await agent.close();
  return { pages, chunks: 0 };
};

const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });

/**
 * Ours: crawl, extract and chunk, all on this thread. New objects have the room that every sync gives
 * them; the garbage of old ones is left to V8, for a sync makes its chunks on other threads.
 */
const twigkit: Crawl = async (seed, concurrency) => {
  using _limited = limitHeap({ growthPercent: 0 });
  const { signal } = new AbortController();
  const source = website.connect(
    { url: seed, concurrency },
    {
      http: () => Promise.reject(new Error('The website connector brings its own connections.')),
      clock: systemClock,
      signal,
      folder: '.',
      notebook: createMemoryNotebook(),
    },
  );
  let pages = 0;
  let chunks = 0;
  for await (const scope of source.scopes()) {
    for await (const event of source.read(scope, undefined, async () => undefined)) {
      if (event.is === 'failed') throw event.error;
      if (event.is !== 'item') continue;
      const content = await event.item.load?.(signal);
      if (content === undefined || content.as === 'unchanged') continue;
      const input = { documentId: event.item.id, name: event.item.id, content };
      pages += 1;
      chunks += (await converter.convert(input, signal)).chunks.length;
    }
  }
  return { pages, chunks };
};

/** Crawlee's own crawler for HTML: crawl and text, nothing kept on disk. */
const crawlee: Crawl = async (seed, concurrency) => {
  // The peer's types are not installed with the project; this is the part that is used.
  const name = '../node_modules/@crawlee/cheerio/index.mjs';
  const peer = await import(name).catch(() => undefined);
  if (peer === undefined) return undefined;
  const { CheerioCrawler, Configuration, log } = peer;
  log.setLevel(log.LEVELS.OFF);
  let pages = 0;
  const crawler = new CheerioCrawler(
    {
      minConcurrency: concurrency,
      maxConcurrency: concurrency,
      async requestHandler(context: CrawleeContext) {
        pages += 1;
        if (context.$('body').text() === '') throw new Error('A page has no text.');
        await context.enqueueLinks({ strategy: 'same-hostname' });
      },
    },
    new Configuration({ persistStorage: false }),
  );
  await crawler.run([seed]);
  return { pages, chunks: 0 };
};

interface CrawleeContext {
  $(selector: string): { text(): string };
  enqueueLinks(options: { strategy: string }): Promise<unknown>;
}

export const crawlers: Readonly<Record<string, Crawl>> = {
  'undici + htmlparser2: crawl, links, text': bare,
  'twigkit: crawl, extract, chunk': twigkit,
  'CheerioCrawler: crawl, links, text': crawlee,
};
