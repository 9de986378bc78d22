import type { Content, Item, SkipReason } from '#kit';
import { type PageRecord, packRecord } from './page-record.ts';

/** A page that is to be announced. */
export interface AnnouncedPage {
  readonly url: string;
  readonly version: string | undefined;
  readonly mediaType?: string;
  readonly byteCount?: number;
  readonly record: PageRecord | undefined;
  /** What the sitemap says, where its dates say anything. */
  readonly updatedAt?: string | undefined;
  /** Other addresses that lead to it. */
  readonly aliases?: readonly string[];
  readonly skip?: SkipReason;
  readonly content: Content;
}

/** A page's address is its id: it is what the site knows it by, once it is normalised. */
export function toDocument(
  page: AnnouncedPage,
  { isPublic }: { readonly isPublic: boolean },
): Item {
  const { url, version, mediaType, byteCount, record, updatedAt, skip, content } = page;
  const { aliases = [] } = page;
  return {
    id: url,
    url,
    ...(version !== undefined && { version }),
    ...(mediaType !== undefined && { mediaType }),
    ...(byteCount !== undefined && { byteCount }),
    ...(updatedAt !== undefined && { updatedAt: new Date(updatedAt).toISOString() }),
    ...(aliases.length > 0 && { metadata: { aliases } }),
    ...(isPublic && { acl: { kind: 'public' } as const }),
    ...(record && { validators: packRecord(record) }),
    ...(skip ? { skip } : { load: async () => content }),
  };
}
