import { posix } from 'node:path';

const pageSource = /\.(?:md|mdx|markdown)$/i;
const folderPage = /^(?:index\.(?:md|mdx|markdown|html?)|readme\.(?:md|mdx|markdown))$/i;

/**
 * Where a site generator publishes a file: `guide/index.md` at `<base>/guide/`, `a.md` at `<base>/a`.
 * What is no page source keeps its name, since a site serves it as it is: `a.html`, `a.txt`.
 *
 * @param base without a trailing slash
 * @param path relative to the folder that the site is built from
 */
export function publishedUrl(base: string, path: string): string {
  const name = posix.basename(path);
  const folder = path.slice(0, path.length - name.length);
  const page = folderPage.test(name) ? '' : name.replace(pageSource, '');
  return `${base}/${encodePath(`${folder}${page}`)}`;
}

/** A path as it stands in a URL: every segment escaped, slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
