import { StopScopeError } from '#kit';
import { mayVisit, type Site } from './client.ts';
import { siteOf } from './url-scope.ts';
import { visitPage } from './visit-page.ts';

/** Writes the addresses of a site under one host, where the site itself shows that its hosts are one. */
export interface OwnHosts {
  /** The seed's host with or without `www.`: the other of the two. */
  readonly twin: string;
  /** Finds out, once, whether the twin is the same site. */
  learn(link: string): Promise<void>;
  rewrite(url: string): string;
  readonly verdict: HostVerdict;
  /** What an earlier run learnt holds. */
  resume(verdict: HostVerdict): void;
}

export type HostVerdict = 'unknown' | 'same' | 'other';

/**
 * The twin is the same site when it redirects there, or names a page there as canonical. Otherwise it
 * is another one and stays out. `http:` is written as `https:` where the seed is reached that way.
 */
export function createOwnHosts(site: Site, seed: string, signal: AbortSignal): OwnHosts {
  const own = siteOf(seed);
  const twin = own.startsWith('www.') ? own.slice(4) : `www.${own}`;
  const scheme = seed.slice(0, seed.indexOf('//'));
  let verdict: HostVerdict = site.scope.onSite(`https://${twin}/`) ? 'other' : 'unknown';
  return {
    twin,
    async learn(link) {
      if (verdict !== 'unknown') return;
      verdict = 'other';
      if (!(await isOpen(site, link))) return;
      const follow = (url: string) => siteOf(url) === own || siteOf(url) === twin;
      const visit = await visitPage(site, link, { record: undefined, signal, follow });
      if (visit.is !== 'page') return;
      const { url, scan } = visit.page;
      const names = scan.canonical !== undefined && siteOf(scan.canonical) === own;
      if (siteOf(url) === own || names) verdict = 'same';
    },
    rewrite(url) {
      const named = siteOf(url);
      const host = verdict === 'same' && named === twin ? own : named;
      if (host !== own) return url;
      const isSecure = scheme === 'https:' || url.startsWith('https:');
      const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
      return `${isSecure ? 'https:' : 'http:'}//${host}${path}`;
    },
    get verdict() {
      return verdict;
    },
    resume(known) {
      verdict = known;
    },
  };
}

/** A twin that says nothing of its rules is left alone; our own site is none the worse for it. */
async function isOpen(site: Site, url: string): Promise<boolean> {
  try {
    return await mayVisit(site, url);
  } catch (error) {
    if (error instanceof StopScopeError) return false;
    throw error;
  }
}
