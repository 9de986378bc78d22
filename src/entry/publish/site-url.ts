/** Under which path sites lie. */
export const publishedPath = '/published/';

/** The address of a site, with a slash at its end. */
export function siteUrl(base: string, folder: string): string {
  return `${base.replace(/\/+$/, '')}${publishedPath}${folder}/`;
}
