/** A site as a browser names it, taken apart as the API wants it. */
export interface SiteAddress {
  readonly url: string;
  /** `contoso.sharepoint.com` */
  readonly host: string;
  /** `/sites/handbook`; '' for the root site. */
  readonly path: string;
}

/** Reads the address of a site, or of something in it; undefined when it is none. */
export function siteAddress(value: string): SiteAddress | undefined {
  const url = URL.parse(/^https?:\/\//.test(value) ? value : `https://${value}`);
  if (url === null || !url.hostname.includes('.')) return undefined;
  const segments = url.pathname.split('/').filter(Boolean);
  // Behind the site's own name come its libraries and pages; subsites need an address without them.
  const end = segments.findIndex((segment) =>
    /^(?:SitePages|Lists|Shared(?:%20| )Documents|_layouts|Forms)$|\.aspx$/i.test(segment),
  );
  const kept = end === -1 ? segments : segments.slice(0, end);
  const path = kept.length === 0 ? '' : `/${kept.join('/')}`;
  return { url: `https://${url.host}${path}`, host: url.host, path };
}
