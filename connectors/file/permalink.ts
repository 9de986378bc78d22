import { posix } from 'node:path';
import { isCategoryPage, withoutSortNumbers } from './docusaurus-path.ts';
import { encodePath, publishedUrl, type UrlStyle } from './published-url.ts';

/** Front matter is short; what looks like it and is not ends here. */
const maxLength = 20_000;

/**
 * Where a page says itself that it is published, by its front matter: `permalink` and `url` are paths
 * from the top of the site, a `slug` replaces the last part of the path or, with a slash in front,
 * all of it. Undefined when it says nothing, or something that its site's generator fills in.
 *
 * @param base without a trailing slash
 * @param path of the file, relative to the folder that the site is built from
 */
export function permalink(
  base: string,
  path: string,
  text: string,
  style: UrlStyle = 'clean',
): string | undefined {
  const source = frontMatterOf(text);
  if (source === undefined) return undefined;
  if (style === 'docusaurus') return docusaurusPermalink(base, path, source);
  const fixed = frontMatterValue(source, 'permalink') ?? frontMatterValue(source, 'url');
  const slug = fixed === undefined ? frontMatterValue(source, 'slug') : undefined;
  const written = fixed ?? slug;
  if (written === undefined || !isPlainPath(written)) return undefined;
  const isRooted = fixed !== undefined || written.startsWith('/');
  const folder = isRooted ? '' : posix.dirname(path);
  const full = posix.join('/', folder, written);
  return `${base}${encodePath(full)}`;
}

/** Here an `id` names the page too, and `parse_number_prefixes: false` keeps the numbers of its path. */
function docusaurusPermalink(base: string, path: string, source: string): string | undefined {
  const keepsNumbers = frontMatterValue(source, 'parse_number_prefixes') === 'false';
  const slug = frontMatterValue(source, 'slug');
  const id = isCategoryPage(path) ? undefined : frontMatterValue(source, 'id');
  const written = slug ?? id;
  if (written === undefined || !isPlainPath(written)) {
    return keepsNumbers ? publishedUrl(base, path) : undefined;
  }
  if (written.startsWith('/')) return `${base}${encodePath(posix.normalize(written))}`;
  const folder = posix.dirname(path);
  const published = keepsNumbers ? folder : withoutSortNumbers(folder);
  return `${base}${encodePath(posix.join('/', published, written))}`;
}

function frontMatterOf(text: string): string | undefined {
  const head = text.slice(0, maxLength);
  return /^\ufeff?(---|\+\+\+)[ \t]*\r?\n([\s\S]*?)\r?\n\1[ \t]*(?:\r?\n|$)/.exec(head)?.[2];
}

/** A text on the line of its key. */
function frontMatterValue(source: string, key: string): string | undefined {
  const pattern = new RegExp(
    `^${key}[ \\t]*[:=][ \\t]*(?:"([^"\\n]*)"|'([^'\\n]*)'|([^\\s#"'][^\\n]*?))[ \\t]*(?:#[^\\n]*)?\\r?$`,
    'm',
  );
  const [, double, single, plain] = pattern.exec(source) ?? [];
  return double ?? single ?? plain;
}

/** Neither another address, nor a pattern (`/:year/:title/`), nor a way out of the site. */
function isPlainPath(path: string): boolean {
  return path !== '' && !/^\/\/|[:?#\\*{}]/.test(path) && !path.split('/').includes('..');
}
