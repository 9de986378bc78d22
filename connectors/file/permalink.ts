import { posix } from 'node:path';
import { encodePath } from './published-url.ts';

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
export function permalink(base: string, path: string, text: string): string | undefined {
  const source = frontMatterOf(text);
  if (source === undefined) return undefined;
  const fixed = frontMatterValue(source, 'permalink') ?? frontMatterValue(source, 'url');
  const slug = fixed === undefined ? frontMatterValue(source, 'slug') : undefined;
  const written = fixed ?? slug;
  if (written === undefined || !isPlainPath(written)) return undefined;
  const isRooted = fixed !== undefined || written.startsWith('/');
  const folder = isRooted ? '' : posix.dirname(path);
  const full = posix.join('/', folder, written);
  return `${base}${encodePath(full)}`;
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
