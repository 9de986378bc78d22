import { type Content, decodeBody, type HtmlPage, type PageAnswer, parsePage, sha256 } from '#kit';
import { agent, type Site } from './client.ts';
import { mediaTypeOf } from './page-kind.ts';
import { type PageScan, scanPage } from './scan-page.ts';
import { selectContent } from './select-content.ts';

/** A page that was answered with its content. */
export interface ReadPage {
  /** Where its redirects ended, normalised: its id. */
  readonly url: string;
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

const emptyPage = parsePage('');

/** Parses it, once, for the crawl and for the converter. */
export function readHtml(site: Site, url: string, answer: PageAnswer): ReadPage {
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

/** Of what is no HTML nothing is followed; a header may still ask not to index it. */
export function readOther(site: Site, url: string, answer: PageAnswer): ReadPage {
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
