import { asError, RetryError, SkipDocumentError, StopScopeError } from '#kit';
import type { Site } from './client.ts';
import { normaliseUrl } from './normalise-url.ts';
import { readSitemap, type SitemapEntry, sitemapLimits } from './sitemap.ts';
import { folderOf } from './url-scope.ts';

export type SitemapEvent =
  | { readonly is: 'page'; readonly url: string; readonly lastmod: string | undefined }
  /** A sitemap was read to its end. */
  | { readonly is: 'read'; readonly url: string; readonly entryCount: number }
  /** A part of the list is missing: nothing can be concluded from absence. */
  | { readonly is: 'failed'; readonly error: Error };

/** Indexes of indexes are against the protocol; a loop of them is a fault. */
const maxSitemaps = 2_000;

/**
 * Everything that the sitemaps of a site list: those that its robots.txt names, else the one in the
 * customary place, and one in the folder of the seed.
 */
export async function* readSitemaps(
  site: Site,
  seeds: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<SitemapEvent> {
  const seed = seeds.at(-1) ?? '';
  const { origin } = new URL(seed);
  const named = (await site.robots(seed)).sitemaps.flatMap(
    (url) => normaliseUrl(url, origin) ?? [],
  );
  const waiting: { readonly url: string; readonly from: 'robots' | 'index' | 'guess' }[] = [
    ...named.map((url) => ({ url, from: 'robots' }) as const),
    ...(named.length === 0 ? [{ url: `${origin}/sitemap.xml`, from: 'guess' } as const] : []),
    { url: `${origin}${folderOf(seed)}sitemap.xml`, from: 'guess' },
  ];
  const met = new Set<string>();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { url, from } = next;
    if (met.has(url)) continue;
    if (met.size >= maxSitemaps) {
      yield { is: 'failed', error: tooMany(origin) };
      return;
    }
    met.add(url);
    let entryCount = 0;
    try {
      const bytes = await fetchSitemap(site, url, from, signal);
      if (bytes === undefined) continue;
      for await (const entry of readSitemap(bytes, url)) {
        entryCount += 1;
        const found = normaliseUrl(entry.url, url, site.rules);
        if (found === undefined) continue;
        if (entry.is === 'sitemap') waiting.push({ url: found, from: 'index' });
        else yield { is: 'page', url: found, lastmod: lastmodOf(entry) };
      }
      yield { is: 'read', url, entryCount };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StopScopeError) throw error;
      // A site without one often answers with a page of its own where nobody promised a sitemap.
      const isNone = error instanceof SkipDocumentError && error.code === 'not_a_sitemap';
      if (from !== 'guess' || !isNone) yield { is: 'failed', error: asError(error) };
    }
  }
}

/** Undefined where there is none. A child that its index promises must be there. */
async function fetchSitemap(
  site: Site,
  url: string,
  from: 'robots' | 'index' | 'guess',
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const answer = await site.fetch(url, {
    signal,
    maxBytes: sitemapLimits.maxBytes,
    accept: 'application/xml, text/xml, text/plain;q=0.9, */*;q=0.5',
  });
  const { status, body } = answer;
  if (status === 200) return body;
  if (from !== 'index' && status >= 300 && status < 500 && status !== 429 && status !== 408) {
    return undefined;
  }
  throw new RetryError(`The sitemap ${url} answered ${status}.`, {
    code: 'sitemap_unavailable',
    hint: 'Until it answers nothing is deleted because it is not listed.',
  });
}

function lastmodOf({ lastmod }: SitemapEntry): string | undefined {
  return lastmod === undefined || Number.isNaN(Date.parse(lastmod)) ? undefined : lastmod;
}

function tooMany(origin: string): SkipDocumentError {
  return new SkipDocumentError(`${origin} has more than ${maxSitemaps} sitemaps.`, {
    code: 'sitemap_too_large',
    hint: 'The rest was not read. Start at a part of the site.',
  });
}
