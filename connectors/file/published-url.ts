import { posix } from 'node:path';
import { isCategoryPage, withoutSortNumbers } from './docusaurus-path.ts';

/**
 * What a site makes of `guide/a.md`: `guide/a`, `guide/a/`, `guide/a.html`, or `guide/a.md`. As
 * `clean`, but by the other rules of Docusaurus: `guide/a` is also what it makes of `1-guide/02-a.md`.
 */
export const urlStyles = ['clean', 'folder', 'html', 'source', 'docusaurus'] as const;
export type UrlStyle = (typeof urlStyles)[number];

const pageSource = /\.(?:md|mdx|markdown)$/i;
const folderPage = /^(?:index\.(?:md|mdx|markdown|html?)|readme\.(?:md|mdx|markdown))$/i;
const endings: Readonly<Record<Exclude<UrlStyle, 'source'>, string>> = {
  clean: '',
  folder: '/',
  html: '.html',
  docusaurus: '',
};

/**
 * Where a site generator publishes a file: `guide/index.md` at `<base>/guide/`, `a.md` as the style
 * says. What is no page source keeps its name, since a site serves it as it is: `a.html`, `a.txt`.
 *
 * @param base without a trailing slash
 * @param path relative to the folder that the site is built from
 */
export function publishedUrl(base: string, path: string, style: UrlStyle = 'clean'): string {
  const name = posix.basename(path);
  const folder = path.slice(0, path.length - name.length);
  if (style === 'docusaurus' && pageSource.test(name)) {
    const page = isCategoryPage(path) ? folder : path.replace(pageSource, '');
    return `${base}/${encodePath(withoutSortNumbers(page))}`;
  }
  return `${base}/${encodePath(`${folder}${pageOf(name, style)}`)}`;
}

function pageOf(name: string, style: UrlStyle): string {
  if (style === 'source') return name;
  return folderPage.test(name) ? '' : name.replace(pageSource, endings[style]);
}

/** A path as it stands in a URL: every segment escaped, slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
