import { posix } from 'node:path';

/**
 * Docusaurus takes the numbers that sort files out of their addresses: `01-start/02_install.md` is
 * published at `start/install`. Dates and versions are no such numbers.
 *
 * @param path without the extension of the file
 */
export function withoutSortNumbers(path: string): string {
  return path.split('/').map(withoutSortNumber).join('/');
}

function withoutSortNumber(name: string): string {
  if (/^\d+[-_.]\d/.test(name)) return name;
  return name.replace(/^\d+\s*[-_.]+\s*(?=[^-_.\s])/, '');
}

/** The page of its folder: an index, a README, or a page that is called as its folder. */
export function isCategoryPage(path: string): boolean {
  const name = posix.parse(path).name.toLowerCase();
  const folder = posix.basename(posix.dirname(path)).toLowerCase();
  return name === 'index' || name === 'readme' || (name === folder && folder !== '');
}
