import type { Passage } from '#core/retriever.ts';
import { normalisePath, normaliseUrl } from './document-address.ts';

/** The documents of a ranking of passages, each represented by its first passage. */
export function rankDocuments(passages: readonly Passage[]): readonly Passage[] {
  const seen = new Set<string>();
  return passages.filter((passage) => {
    const key = documentKey(passage);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function documentKey({ path, url, documentId }: Passage): string {
  if (path !== undefined) return `path ${normalisePath(path)}`;
  return url === undefined ? `id ${documentId}` : `url ${normaliseUrl(url)}`;
}
