import { asError, RetryError, SkipDocumentError, StopScopeError } from '#kit';
import type { Site } from './client.ts';
import { normaliseUrl } from './normalise-url.ts';
import { readSitemap, type SitemapEntry, sitemapLimits } from './sitemap.ts';
import { folderOf } from './url-scope.ts';

export type SitemapEvent =
  | { readonly is: 'page'; readonly url: string; readonly lastmod: string | undefined }
  /** A sitemap was read to its end. */
  | {
      readonly is: 'read';
      readonly url: string;
      readonly entryCount: number;
      readonly isGuess: boolean;
    }
  /** A part of the list is missing: nothing can be concluded from absence. */
  | { readonly is: 'failed'; readonly error: Error }
  /** There is none where nobody promised one. */
  | { readonly is: 'none'; readonly url: string }
  /** Whether there is one cannot be told where nobody promised one. */
  | { readonly is: 'unknown'; readonly error: Error };

/** Indexes of indexes are against the protocol; a loop of them is a fault. */
const maxSitemaps = 2_000;

export interface SitemapsOptions {
  /** Whether a list that nobody names was there before, so that its failure is one. */
  readonly isProven: (url: string) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Everything that the sitemaps of a site list: those that its robots.txt names, else the one in the
 * customary place, and one in the folder of the seed. The last two are guesses: where they answer with
 * an error, a page or nothing, there is none.
 */
export async function* readSitemaps(
  site: Site,
  seeds: readonly string[],
  { isProven, signal }: SitemapsOptions,
): AsyncGenerator<SitemapEvent> {
  const seed = seeds.at(-1) ?? '';
  const { origin } = new URL(seed);
  const named = (await site.robots(seed)).sitemaps.flatMap(
    (url) => normaliseUrl(url, origin) ?? [],
  );
  const waiting: { readonly url: string; readonly from: Origin }[] = [
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
      if (bytes === undefined) {
        yield { is: 'none', url };
        continue;
      }
      for await (const entry of readSitemap(bytes, url)) {
        entryCount += 1;
        const found = normaliseUrl(entry.url, url, site.rules);
        if (found === undefined) continue;
        if (entry.is === 'sitemap') waiting.push({ url: found, from: 'index' });
        else yield { is: 'page', url: found, lastmod: lastmodOf(entry) };
      }
      yield { is: 'read', url, entryCount, isGuess: from === 'guess' };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StopScopeError) throw error;
      // Sites without one answer with pages of their own, or with errors, where nobody promised a sitemap.
      const isPage = error instanceof SkipDocumentError && error.code === 'not_a_sitemap';
      if (from !== 'guess' || (isProven(url) && !isPage)) {
        yield { is: 'failed', error: asError(error) };
      } else if (isPage) yield { is: 'none', url };
      else yield { is: 'unknown', error: asError(error) };
    }
  }
}

type Origin = 'robots' | 'index' | 'guess';

/** Undefined where there is none. A child that its index promises must be there. */
async function fetchSitemap(
  site: Site,
  url: string,
  from: Origin,
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
