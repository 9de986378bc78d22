import type { SkipReason } from '#kit';
import type { DriveFile } from './schemas.ts';

const google = 'application/vnd.google-apps.';
export const shortcutType = `${google}shortcut`;
export const docsType = `${google}document`;
export const sheetsType = `${google}spreadsheet`;
export const slidesType = `${google}presentation`;
export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** In which form Google gives out its own kinds: the one that keeps most of the text. */
export interface ExportForm {
  readonly mediaType: string;
  readonly extension: string;
}

const exports: Readonly<Record<string, ExportForm>> = {
  [docsType]: { mediaType: 'text/markdown', extension: '.md' },
  [sheetsType]: { mediaType: xlsx, extension: '.xlsx' },
  [slidesType]: { mediaType: 'text/plain', extension: '.txt' },
};

/** Undefined for a file that lies in Drive as it was uploaded. */
export function exportForm(mimeType: string): ExportForm | undefined {
  return exports[mimeType];
}

const noText: readonly RegExp[] = [
  /^(?:image|video|audio|font)\//,
  /^application\/(?:zip|gzip|x-gzip|x-tar|x-7z-compressed|x-rar.*|java-archive|x-msdownload|vnd\.android\.package-archive)$/,
];

/** Why a file is listed and not read; undefined when it is read. */
export function skipReason(file: DriveFile, maxBytes: number): SkipReason | undefined {
  const { mimeType, size, capabilities } = file;
  const form = exportForm(mimeType);
  if (form === undefined && mimeType.startsWith(google)) {
    const kind = mimeType.slice(google.length);
    return { code: 'no_text_export', message: `Google gives no text of a ${kind}` };
  }
  if (noText.some((pattern) => pattern.test(mimeType))) {
    return { code: 'binary', message: `there is no text in a file of type ${mimeType}` };
  }
  if (capabilities?.canDownload === false) {
    return { code: 'download_forbidden', message: 'its owner forbids to download and copy it' };
  }
  const byteCount = byteCountOf(size);
  // What Google says of its own kinds is not the size of what it gives out.
  if (form === undefined && byteCount !== undefined && byteCount > maxBytes) {
    const message = `it has ${byteCount.toLocaleString('en-US')} bytes, more than max_file_bytes`;
    return { code: 'too_large', message };
  }
  return undefined;
}

/** Google's own kinds have none, or -1. */
export function byteCountOf(size: string | undefined): number | undefined {
  const count = Number(size ?? Number.NaN);
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
