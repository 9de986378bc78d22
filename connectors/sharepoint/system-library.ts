import type { Drive, List } from './schemas.ts';

/** By the last part of their address, which does not change with the language of a site. */
const systemNames: ReadonlySet<string> = new Set(
  [
    'Style Library',
    'FormServerTemplates',
    'PreservationHoldLibrary',
    'IWConvertedForms',
    'SharePointHomeCacheList',
    'SiteCollectionImages',
    'PublishingImages',
    'SitePages',
    'AppCatalog',
    'ClientSideAssets',
    'Teams Wiki Data',
    'TaxonomyHiddenList',
    'appdata',
    'appfiles',
  ].map((name) => name.toLowerCase()),
);

/** Whether a library or list holds what SharePoint keeps for itself. */
export function isSystem({ webUrl, system }: Pick<Drive & List, 'webUrl' | 'system'>): boolean {
  if (system != null) return true;
  const url = URL.parse(webUrl ?? '');
  if (url === null) return false;
  const segments = decoded(url.pathname).toLowerCase().split('/').filter(Boolean);
  if (segments.includes('contentstorage') || segments.includes('_catalogs')) return true;
  return systemNames.has(segments.at(-1) ?? '');
}

/** As it stands where it is no proper encoding. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The library of a site's pages. */
export function holdsPages({ list, webUrl }: List): boolean {
  return list?.template === 'webPageLibrary' || /\/SitePages\/?$/i.test(webUrl ?? '');
}
