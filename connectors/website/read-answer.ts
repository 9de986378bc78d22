import { type PageAnswer, RetryError, SkipDocumentError } from '#kit';
import type { Site } from './client.ts';
import { isErrorPage } from './error-page.ts';
import { normaliseUrl } from './normalise-url.ts';
import { mediaTypeOf, pageKindOf } from './page-kind.ts';
import type { PageRecord } from './page-record.ts';
import { type ReadPage, readHtml, readOther } from './read-page.ts';

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

export interface VisitedPage extends ReadPage {
  /** True when every redirect on the way was one for good. */
  readonly movedForGood: boolean;
}

/** Decides what an answer to a question for `asked` means. */
export function readAnswer(site: Site, asked: string, answer: PageAnswer): Visit {
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
