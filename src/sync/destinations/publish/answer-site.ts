import type { Notebook } from '#core/notebook.ts';
import { escapeHtml } from '#util/escape-html.ts';
import { sha256 } from '#util/sha256.ts';
import { pageKey } from './open-site.ts';

/** Links on one list: what a crawler may read of a page is limited. */
const linksPerList = 500;

/** Addresses that one sitemap may name by its standard. */
const mostAddresses = 50_000;

/**
 * Answers for one site, at a path relative to its folder: lists of links from the empty path on,
 * `sitemap.xml`, and the pages. Undefined is 404.
 *
 * @param baseUrl of the folder, with a slash at its end.
 */
export async function answerSite(
  notebook: Notebook,
  path: string,
  baseUrl: string,
  ifNoneMatch: string | null,
): Promise<Response | undefined> {
  if (path === 'sitemap.xml')
    return new Response(await sitemap(notebook, baseUrl), { headers: xml });
  const list = path === '' ? 1 : Number(/^list-(\d{1,6})\.html$/.exec(path)?.[1] ?? Number.NaN);
  if (!Number.isNaN(list)) return answerList(notebook, list);
  const page = /^([0-9a-f]{24})\.html$/.exec(path)?.[1];
  const html = page === undefined ? undefined : await notebook.get(pageKey(page));
  if (typeof html !== 'string') return undefined;
  const etag = `"${sha256(html).slice(0, 32)}"`;
  const headers = { ...inert, etag };
  return ifNoneMatch === etag
    ? new Response(null, { status: 304, headers })
    : new Response(html, { headers });
}

const inert = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'",
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
};
const xml = { ...inert, 'content-type': 'application/xml; charset=utf-8' };

async function answerList(notebook: Notebook, number: number): Promise<Response | undefined> {
  const first = (number - 1) * linksPerList;
  const links: string[] = [];
  let seen = 0;
  let hasMore = false;
  for await (const { place, title } of rows(notebook)) {
    if (seen === first + linksPerList) {
      hasMore = true;
      break;
    }
    seen += 1;
    if (seen > first) links.push(`<li><a href="${place}.html">${escapeHtml(title)}</a></li>`);
  }
  if (number !== 1 && links.length === 0) return undefined;
  const more = hasMore ? `<p><a href="list-${number + 1}.html">More</a></p>\n` : '';
  const html = `<!doctype html>
<html><head><meta charset="utf-8"><title>Documents</title></head>
<body><main><h1>Documents</h1>
<ul>
${links.join('\n')}
</ul>
${more}</main></body></html>
`;
  return new Response(html, { headers: inert });
}

async function sitemap(notebook: Notebook, baseUrl: string): Promise<string> {
  const addresses: string[] = [];
  for await (const { place } of rows(notebook)) {
    if (addresses.length === mostAddresses) break;
    addresses.push(`<url><loc>${escapeHtml(`${baseUrl}${place}.html`)}</loc></url>`);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${addresses.join('\n')}
</urlset>
`;
}

async function* rows(notebook: Notebook) {
  for await (const { value } of notebook.entries('doc/')) {
    // The rows of the delivery book.
    yield value as unknown as { readonly place: string; readonly title: string };
  }
}
