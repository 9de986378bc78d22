import type { Acl, Content, Item } from '#kit';
import { conversionOf, extensionOf, skipReason } from './kinds.ts';
import type { DriveItem } from './schemas.ts';

export interface FilePlace {
  readonly driveId: string;
  /** Titles of what it lies in, outermost first. */
  readonly breadcrumb: readonly string[];
  readonly acl: Acl | undefined;
}

/** A file as a document. Its id is the drive's and its own: names and places change. */
export function toDocument(
  item: DriveItem,
  { driveId, breadcrumb, acl }: FilePlace,
  options: {
    readonly maxFileBytes: number;
    readonly load: (signal: AbortSignal) => Promise<Content>;
  },
): Item {
  const skip = skipReason(item, options.maxFileBytes);
  const { name, size, webUrl, createdDateTime } = item;
  const author = item.createdBy?.user?.displayName;
  const mimeType = item.file?.mimeType;
  return {
    id: documentId(driveId, item.id),
    version: versionOf(item),
    url: webUrl ?? `urn:sharepoint:${encodeURIComponent(item.id)}`,
    ...(name && { title: name }),
    breadcrumb,
    ...(mimeType && { mediaType: mimeType }),
    ...(size != null && conversionOf(item) === undefined && { byteCount: size }),
    ...dated(item.lastModifiedDateTime),
    metadata: {
      kind: 'file',
      ...(author && { author }),
      ...(createdDateTime && { created_at: createdDateTime }),
      drive_id: driveId,
    },
    ...(acl && { acl }),
    ...(skip ? { skip } : { load: options.load }),
  };
}

export function documentId(driveId: string, itemId: string): string {
  return `${driveId}/${itemId}`;
}

/** `cTag` changes with the content alone; the extension decides how it is read. */
function versionOf({ cTag, eTag, lastModifiedDateTime, size, name }: DriveItem): string {
  const content = cTag ?? eTag ?? `${lastModifiedDateTime ?? ''}/${size ?? ''}`;
  return `${content.replaceAll('"', '')}.${extensionOf(name)}`;
}

export function dated(when: string | null | undefined): { readonly updatedAt?: string } {
  const at = new Date(when ?? '');
  return Number.isNaN(at.getTime()) ? {} : { updatedAt: at.toISOString() };
}
