/** The address of a place in a page; a fragment that the URL already had gives way to it. */
export function deepLink(url: string, anchor: string | undefined): string {
  return anchor === undefined ? url : `${url.split('#')[0]}#${anchor}`;
}
