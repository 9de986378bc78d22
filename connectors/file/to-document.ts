import type { Item, SkipReason } from '#kit';
import { mediaTypeOf } from './media-type.ts';
import { encodePath, publishedUrl, type UrlStyle } from './published-url.ts';

/** A file whose place, version and size are known. */
export interface AnnouncedFile {
  readonly id: string;
  /** From the source's `path`. */
  readonly below: string;
  /** Where its bytes are, from the root. */
  readonly target: string;
  readonly fileUrl: string;
  readonly version?: string;
  readonly byteCount?: number;
  readonly updatedAt?: string;
  readonly skip?: SkipReason;
  readonly load?: Item['load'];
}

export interface DocumentRules {
  /** The public site, without a trailing slash. */
  readonly publishedUrl: string | undefined;
  readonly urlStyle: UrlStyle;
  /** Where a forge shows the files of the work tree, with a trailing slash. */
  readonly repositoryUrl: string | undefined;
  readonly isPublic: boolean;
}

/** How a file is announced: the public page is the best address, its forge the next, the disk the last. */
export function toDocument(file: AnnouncedFile, rules: DocumentRules): Item {
  const { version, byteCount, updatedAt, skip, load } = file;
  return {
    id: file.id,
    url: urlOf(file, rules),
    mediaType: mediaTypeOf(file.below),
    ...(version !== undefined && { version }),
    ...(byteCount !== undefined && { byteCount }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(rules.isPublic && { acl: { kind: 'public' } as const }),
    ...(skip ? { skip } : load && { load }),
  };
}

function urlOf(file: AnnouncedFile, rules: DocumentRules): string {
  if (rules.publishedUrl !== undefined) {
    return publishedUrl(rules.publishedUrl, file.below, rules.urlStyle);
  }
  if (rules.repositoryUrl !== undefined) return rules.repositoryUrl + encodePath(file.target);
  return file.fileUrl;
}
