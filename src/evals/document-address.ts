/** A path as suites and documents are compared by it: NFC, `/`, no `./` or `/` in front. */
export function normalisePath(path: string): string {
  return path
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '');
}

/**
 * A URL as documents are compared by it: without scheme, fragment, `index.html` and the last slash.
 * What is not a URL is compared as it stands.
 */
export function normaliseUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search } = new URL(url);
  const path = pathname.replace(/\/index\.html?$/i, '/').replace(/\/+$/, '');
  return `${host}${path}${search}`;
}

/** An anchor as sections are compared by it: no `#`, percent signs decoded, NFC, lower case. */
export function normaliseAnchor(anchor: string): string {
  const bare = anchor.replace(/^#/, '');
  try {
    return decodeURIComponent(bare).normalize('NFC').toLowerCase();
  } catch {
    // A lone percent sign is a legal character of an id.
    return bare.normalize('NFC').toLowerCase();
  }
}

/** What stands behind the `#` of a URL; undefined where nothing does. */
export function fragmentOf(url: string): string | undefined {
  const fragment = /#(.+)$/.exec(url)?.[1];
  return fragment === undefined ? undefined : fragment;
}
