import { asError, RetryError, type SourceEvent, StopScopeError } from '#kit';
import { mayVisit } from './client.ts';
import type { Crawl } from './crawl.ts';
import { addAddress, listAddress } from './follow-links.ts';
import { readLlmsTxt } from './llms-txt.ts';
import { normaliseUrl } from './normalise-url.ts';
import { mediaTypeOf } from './page-kind.ts';
import { readSitemaps } from './read-sitemaps.ts';
import { folderOf } from './url-scope.ts';

/** Adds what the site itself lists. A list that cannot be read is a part of the source that failed. */
export async function* listAddresses(crawl: Crawl): AsyncGenerator<SourceEvent<never>> {
  const { config, seeds, signal, site, tally } = crawl;
  const fail = (error: Error): SourceEvent<never> => {
    tally.isComplete = false;
    return { is: 'failed', error };
  };
  if (config.maxDepth === 0) return;
  for await (const event of readSitemaps(site, seeds, signal)) {
    if (event.is === 'failed') yield fail(event.error);
    if (event.is !== 'page') continue;
    listAddress(crawl, event.url, event.lastmod);
  }
  const seed = seeds.at(-1) ?? config.url;
  const { origin } = new URL(seed);
  for (const url of new Set([`${origin}/llms.txt`, `${origin}${folderOf(seed)}llms.txt`])) {
    try {
      await listFromLlmsTxt(crawl, url);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StopScopeError) throw error;
      yield fail(asError(error));
    }
  }
}

async function listFromLlmsTxt(crawl: Crawl, url: string): Promise<void> {
  const { alternates, config, site, signal } = crawl;
  if (!(await mayVisit(site, url))) return;
  const { status, headers, body } = await site.fetch(url, {
    signal,
    accept: 'text/plain, */*;q=0.5',
  });
  if (status === 429 || status === 408 || status >= 500) {
    throw new RetryError(`${url} answered ${status}.`, { code: `http_${status}` });
  }
  if (status !== 200 || mediaTypeOf(headers) === 'text/html') return;
  for (const target of readLlmsTxt(new TextDecoder().decode(body))) {
    const found = normaliseUrl(target, url, site.rules);
    if (found === undefined) continue;
    const isMarkdown = /\.mdx?$/i.test(found) && site.scope.contains(found);
    if (isMarkdown && config.markdown === 'auto') alternates.list(found);
    else addAddress(crawl, found, { depth: 1 });
  }
}
