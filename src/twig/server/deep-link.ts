/**
 * The address of a place in a page; a fragment that the URL already had gives way to it. A page of the
 * server itself, such as an article, is kept as a path and told with the origin that the server was
 * reached at.
 */
export function deepLink(url: string, anchor: string | undefined, origin: string): string {
  const page = url.startsWith('/') ? `${origin}${url}` : url;
  return anchor === undefined ? page : `${page.split('#')[0]}#${anchor}`;
}
