import { StopScopeError } from '#kit';
import { mayVisit } from './client.ts';
import type { Crawl, KnownPage, Visited } from './crawl.ts';
import type { Turn, Waiting } from './frontier.ts';
import { normaliseUrl } from './normalise-url.ts';
import { pageKindOf } from './page-kind.ts';
import type { Visit, VisitedPage } from './read-answer.ts';
import { fetchVisit } from './visit-page.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** Visits one address, with no more traffic than it takes to know its state. */
export async function visitWaiting(crawl: Crawl, waiting: Turn): Promise<Visited> {
  const { site, signal, tally } = crawl;
  const { url } = waiting;
  const known = await crawl.known(url);
  if (waiting.claims !== undefined) {
    return { waiting, known, byteCount: 0, read: () => ({ is: 'claim' }) };
  }
  if (!(await mayVisit(site, url))) {
    return { waiting, known, byteCount: 0, read: () => ({ is: 'forbidden' }) };
  }
  const record = known && isDue(crawl, known) ? undefined : known?.record;
  if (record && isDated(crawl, waiting, record.lastmod)) {
    return { waiting, known, byteCount: 0, read: () => ({ is: 'unchanged', record }) };
  }
  tally.requests += 1;
  const fetched = await fetchVisit(site, url, { record, signal });
  const { byteCount } = fetched;
  const mayHaveMarkdown = fetched.mayNameMarkdown || !crawl.alternates.isEmpty;
  if (crawl.config.markdown === 'never' || !mayHaveMarkdown) {
    return { waiting, known, byteCount, read: fetched.read };
  }
  const visit = await withMarkdown(crawl, known, fetched.read());
  return { waiting, known, byteCount, read: () => visit };
}

/**
 * Validators and dates may lie, so that each page is read whole about once a week; not all pages on
 * one day, though they were first read together.
 */
function isDue({ clock }: Crawl, { version = '', record }: KnownPage): boolean {
  if (record === undefined) return true;
  const days = 6 + (Number.parseInt(version.slice(0, 2), 16) || 0) / 128;
  return clock.now() - record.readAtMs > days * dayMs;
}

/** The site's own list says that nothing happened, and its dates deserve belief. */
function isDated({ lastmods }: Crawl, waiting: Waiting, lastmod: string | undefined): boolean {
  return lastmod !== undefined && lastmod === waiting.lastmod && lastmods.areTelling();
}

/** The page's text as the site itself wrote it, where it offers that; else the page. */
async function withMarkdown(
  crawl: Crawl,
  known: KnownPage | undefined,
  visit: Visit,
): Promise<Visit> {
  if (visit.is !== 'page') return visit;
  const { page } = visit;
  const address = crawl.alternates.of(page.url, page.scan.markdown);
  if (address === undefined || page.version === known?.version) return visit;
  if (!crawl.site.scope.onSite(address) || !(await mayVisit(crawl.site, address))) return visit;
  const content = await fetchMarkdown(crawl, address);
  return content === undefined ? visit : { is: 'page', page: { ...page, content } };
}

/** Undefined when it is not to be had or is no Markdown: the page itself is there. */
async function fetchMarkdown(
  { site, signal, tally }: Crawl,
  url: string,
): Promise<VisitedPage['content'] | undefined> {
  tally.requests += 1;
  try {
    const { status, headers, body } = await site.fetch(url, {
      signal,
      accept: 'text/markdown, text/plain;q=0.9',
      follow: (target) => site.scope.onSite(target),
    });
    const mediaType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const kind = pageKindOf(mediaType, normaliseUrl(url) ?? url);
    const isText = kind === 'markdown' || mediaType === 'text/plain' || mediaType === '';
    const start = Buffer.from(body.subarray(0, 200)).toString('latin1').trimStart();
    if (status !== 200 || !isText || start === '' || /^<(?:!doctype|html)/i.test(start)) {
      return undefined;
    }
    return { as: 'bytes', mediaType: 'text/markdown', name: 'page.md', bytes: body };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StopScopeError) throw error;
    return undefined;
  }
}
