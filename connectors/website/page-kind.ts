export type PageKind = 'html' | 'markdown' | 'other-document' | 'not-a-document';

const kinds: ReadonlyMap<string, PageKind> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/markdown', 'markdown'],
  ['text/x-markdown', 'markdown'],
  ['text/plain', 'other-document'],
  ['application/pdf', 'other-document'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'other-document'],
]);

const documentName = /\.(?:md|mdx|markdown|txt|pdf|docx)$/i;

/** What an answer holds, by its media type; by the name in its address where that says nothing. */
export function pageKindOf(mediaType: string, url: string): PageKind {
  const kind = kinds.get(mediaType);
  if (kind !== undefined) return kind;
  const isVague = mediaType === '' || /^(?:application|binary)\/octet-stream$/.test(mediaType);
  return isVague && documentName.test(pathOf(url)) ? 'other-document' : 'not-a-document';
}

/** The `Content-Type` header without parameters, in lower case. */
export function mediaTypeOf(headers: Readonly<Record<string, string>>): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

const fileName =
  /\.(?:png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|map|json|xml|rss|atom|woff2?|ttf|otf|eot|zip|t?gz|tgz|bz2|xz|7z|rar|tar|jar|war|whl|exe|msi|dmg|pkg|deb|rpm|apk|iso|bin|so|dll|mp[34]|m4[av]|webm|ogg|ogv|wav|flac|avi|mov|mkv|xlsx?|pptx?|epub|mobi|ps|eps|wasm|sig|asc|sha\d+)$/i;

/** True for the address of an image, an archive and the like: not worth a request. */
export function isFileAddress(url: string): boolean {
  return fileName.test(pathOf(url));
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
