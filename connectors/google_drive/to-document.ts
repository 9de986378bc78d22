import type { Acl, Content, Item } from '#kit';
import { byteCountOf, exportForm, skipReason } from './kinds.ts';
import type { DriveFile } from './schemas.ts';

export interface Place {
  /** Titles of what it lies in, outermost first. */
  readonly breadcrumb: readonly string[];
  readonly acl: Acl | undefined;
}

/** A file as a document. Its id is Drive's own: names and places are not unique, and change. */
export function toDocument(
  file: DriveFile,
  { breadcrumb, acl }: Place,
  options: {
    readonly maxFileBytes: number;
    readonly load: (signal: AbortSignal) => Promise<Content>;
  },
): Item {
  const skip = skipReason(file, options.maxFileBytes);
  const form = exportForm(file.mimeType);
  const byteCount = form ? undefined : byteCountOf(file.size);
  const owner = file.owners?.[0];
  const author = owner?.displayName ?? owner?.emailAddress;
  return {
    id: file.id,
    version: versionOf(file),
    url: file.webViewLink ?? `https://drive.google.com/file/d/${encodeURIComponent(file.id)}/view`,
    title: file.name,
    breadcrumb,
    mediaType: form?.mediaType ?? file.mimeType,
    ...(byteCount !== undefined && { byteCount }),
    ...dated(file.modifiedTime),
    metadata: {
      kind: kindOf(file.mimeType),
      ...(author !== undefined && { author }),
      ...(file.createdTime !== undefined && { created_at: file.createdTime }),
      ...(file.driveId !== undefined && { drive_id: file.driveId }),
    },
    ...(acl && { acl }),
    ...(skip ? { skip } : { load: options.load }),
  };
}

/**
 * Uploads have a checksum. Google's own kinds have none: their number rises with every change, and
 * with some that nobody sees. What a file is called, where it lies and who reads it is not in it: the
 * listing tells that, and a folder that is renamed must not make everything in it be loaded again.
 */
function versionOf({ md5Checksum, modifiedTime, version }: DriveFile): string {
  return md5Checksum ?? `${modifiedTime ?? ''}/${version ?? ''}`;
}

function kindOf(mimeType: string): string {
  const [, own] = /^application\/vnd\.google-apps\.(.+)$/.exec(mimeType) ?? [];
  return own ?? 'file';
}

function dated(when: string | undefined): { readonly updatedAt?: string } {
  const at = new Date(when ?? '');
  return Number.isNaN(at.getTime()) ? {} : { updatedAt: at.toISOString() };
}
