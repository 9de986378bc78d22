import {
  asError,
  type Content,
  decodeBody,
  type HtmlPage,
  type PageAnswer,
  parsePage,
  RetryError,
  SkipDocumentError,
  StopScopeError,
  sha256,
} from '#kit';
import { agent, type Site } from './client.ts';
import { isErrorPage } from './error-page.ts';
import { normaliseUrl } from './normalise-url.ts';
import { mediaTypeOf, pageKindOf } from './page-kind.ts';
import type { PageRecord } from './page-record.ts';
import { type PageScan, scanPage } from './scan-page.ts';
import { selectContent } from './select-content.ts';

/** What a request for one page came to. */
export type Visit =
  | { readonly is: 'page'; readonly page: VisitedPage }
  /** What is on record holds. */
  | { readonly is: 'unchanged'; readonly record: PageRecord }
  /** It leads out of the source, or to where robots.txt lets nobody in. */
  | { readonly is: 'elsewhere'; readonly permanent: boolean; readonly target: string | undefined }
  | { readonly is: 'absent'; readonly status: number }
  | { readonly is: 'refused'; readonly status: number; readonly error: Error }
  | { readonly is: 'not-a-document'; readonly mediaType: string }
  | { readonly is: 'failed'; readonly error: Error };

export interface VisitedPage {
  /** Where its redirects ended, normalised: its id. */
  readonly url: string;
  /** True when every redirect on the way was one for good. */
  readonly movedForGood: boolean;
  readonly mediaType: string;
  readonly content: Extract<Content, { readonly as: 'bytes' | 'text' | 'page' }>;
  readonly byteCount: number;
  /** Of the body, whatever the server's validators say. */
  readonly version: string;
  readonly textHash: string;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  readonly scan: PageScan;
}

/** What a request came to, to be read when its turn comes: until then a page is a few bytes beside the heap. */
export interface Fetched {
  readonly byteCount: number;
  /** False when the page certainly does not say that it can be had as Markdown. */
  readonly mayNameMarkdown: boolean;
  /** A failure is a result. */
  read(): Visit;
}

export interface VisitOptions {
  readonly record: PageRecord | undefined;
  readonly follow?: (url: string) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks for one page and reads what a crawl must know of it. A failure is a result.
 *
 * @throws StopScopeError of a host that answers no more; the signal's reason.
 */
export async function visitPage(site: Site, url: string, options: VisitOptions): Promise<Visit> {
  return (await fetchVisit(site, url, options)).read();
}

/** As `visitPage`, without reading what was answered. */
export async function fetchVisit(site: Site, url: string, options: VisitOptions): Promise<Fetched> {
  const { record, signal } = options;
  const follow = options.follow ?? ((target) => site.scope.contains(target));
  try {
    const validators = record && validatorsOf(record);
    const answer = await site.fetch(url, { signal, follow, ...(validators && { validators }) });
    if (!answer.notModified) return fetched(site, url, answer);
    // Behind a redirect it is another page that knows our validators by chance.
    return record && answer.hops.length === 0
      ? withoutBody({ is: 'unchanged', record })
      : fetched(site, url, await site.fetch(url, { signal, follow }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StopScopeError) throw error;
    return withoutBody({ is: 'failed', error: asError(error) });
  }
}

function withoutBody(visit: Visit): Fetched {
  return { byteCount: 0, mayNameMarkdown: false, read: () => visit };
}

function fetched(site: Site, url: string, answer: PageAnswer): Fetched {
  const { body, headers } = answer;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return {
    byteCount: body.byteLength,
    mayNameMarkdown: (headers.link ?? '').includes(markdownType) || bytes.includes(markdownType),
    read() {
      try {
        return readAnswer(site, url, answer);
      } catch (error) {
        return { is: 'failed', error: asError(error) };
      }
    },
  };
}

const markdownType = 'text/markdown';

function validatorsOf({ etag, lastModified }: PageRecord) {
  if (etag === undefined && lastModified === undefined) return undefined;
  return {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
}

function readAnswer(site: Site, asked: string, answer: PageAnswer): Visit {
  const { status, headers, hops } = answer;
  const url = normaliseUrl(answer.url, undefined, site.rules) ?? asked;
  if (status >= 300 && status < 400) {
    const target = headers.location && normaliseUrl(headers.location, answer.url, site.rules);
    const permanent = (status === 301 || status === 308) && hops.every((hop) => hop.permanent);
    return { is: 'elsewhere', permanent, target: target || undefined };
  }
  if (status === 404 || status === 410) return { is: 'absent', status };
  if (status === 408 || status === 429 || status >= 500) {
    return { is: 'failed', error: badStatus(asked, status) };
  }
  if (status >= 400) return { is: 'refused', status, error: refused(asked, status) };
  if (status !== 200) return { is: 'failed', error: badStatus(asked, status) };
  if (answer.body.byteLength === 0) return { is: 'failed', error: noPage(asked, 'nothing at all') };
  const mediaType = mediaTypeOf(headers);
  const kind = pageKindOf(mediaType, url);
  if (kind === 'not-a-document') return { is: 'not-a-document', mediaType };
  const page = kind === 'html' ? readHtml(site, url, answer) : readOther(site, url, answer);
  if (isErrorPage(page.scan.text)) {
    return { is: 'failed', error: noPage(asked, "an error's page instead of its own") };
  }
  return { is: 'page', page: { ...page, movedForGood: hops.every((hop) => hop.permanent) } };
}

const emptyPage = parsePage('');

type ReadPage = Omit<VisitedPage, 'movedForGood'>;

function readHtml(site: Site, url: string, answer: PageAnswer): ReadPage {
  const { body, headers } = answer;
  const { text, isUtf8 } = decodeBody(body, headers['content-type']);
  const page = parsePage(text);
  const scan = scanPage(page, { url: answer.url, headers, agent, resolve: site.resolveLink });
  const mediaType = mediaTypeOf(headers);
  return {
    ...whatItSends(url, answer),
    // What does not begin with a tag may be something else under a false name, which the converter tells.
    content:
      isUtf8 && !/^\s*</.test(text)
        ? { as: 'bytes', mediaType, name: nameOf(url), bytes: body }
        : { as: 'page', mediaType, page: chosenOf(site, text) ?? page },
    textHash: sha256(scan.text).slice(0, 16),
    scan,
  };
}

/** The page as the source's own selectors leave it; it is parsed for them once more. */
function chosenOf({ selectors }: Site, html: string): HtmlPage | undefined {
  return selectors && parsePage(selectContent(html, selectors));
}

/** Nothing in it is followed; a header may still ask not to index it. */
function readOther(site: Site, url: string, answer: PageAnswer): ReadPage {
  const { headers } = answer;
  const sent = whatItSends(url, answer);
  const scan = scanPage(emptyPage, {
    url: answer.url,
    headers,
    agent,
    resolve: site.resolveLink,
  });
  return {
    ...sent,
    content: { as: 'bytes', mediaType: sent.mediaType, name: nameOf(url), bytes: answer.body },
    textHash: sent.version.slice(0, 16),
    // Not empty: what it holds is seen by the converter alone.
    scan: { ...scan, text: sent.version },
  };
}

function whatItSends(url: string, { body, headers }: PageAnswer) {
  return {
    url,
    mediaType: mediaTypeOf(headers),
    byteCount: body.byteLength,
    version: sha256(body).slice(0, 32),
    etag: headers.etag,
    lastModified: headers['last-modified'],
  };
}

/** The last segment, for the extension. */
function nameOf(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

function badStatus(url: string, status: number): RetryError {
  return new RetryError(`${url} answered ${status}.`, { code: `http_${status}` });
}

function noPage(url: string, what: string): RetryError {
  return new RetryError(`${url} answered 200 with ${what}.`, { code: 'no_page' });
}

function refused(url: string, status: number): SkipDocumentError {
  return new SkipDocumentError(`${url} answered ${status}.`, {
    code: `http_${status}`,
    hint:
      status === 401 || status === 403
        ? 'Give the source the headers that let it in, or exclude the page.'
        : 'Look at the page in a browser, or exclude it.',
  });
}
