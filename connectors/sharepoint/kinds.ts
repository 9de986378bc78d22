import type { SkipReason } from '#kit';
import type { DriveItem } from './schemas.ts';

/** Kinds that Microsoft turns into one with a parser here, by extension. */
const converted: Readonly<Record<string, 'pdf' | 'html'>> = {
  ...Object.fromEntries(
    'doc odp ods odt pot potm potx pps ppsm ppsx ppt pptm pptx rtf xls'
      .split(' ')
      .map((name) => [name, 'pdf'] as const),
  ),
  fluid: 'html',
  loop: 'html',
};

const noText: readonly RegExp[] = [
  /^(?:image|video|audio|font)\//,
  /^application\/(?:zip|gzip|x-gzip|x-tar|x-7z-compressed|x-rar.*|java-archive|x-msdownload|vnd\.android\.package-archive)$/,
];
const noTextNames = /\.(?:aspx|url|lnk|exe|dll|dmg|iso|one|onetoc2|tmp|ds_store|thumbs\.db)$/i;

/** In which form its content is asked for; undefined: as it lies there. */
export function conversionOf({ name }: DriveItem): 'pdf' | 'html' | undefined {
  return converted[extensionOf(name)];
}

/** Why a file is listed and not read; undefined when it is read. */
export function skipReason(item: DriveItem, maxBytes: number): SkipReason | undefined {
  const { name, size, file } = item;
  if (item.malware != null) {
    return { code: 'malware', message: 'Microsoft found malware in it, and does not give it out' };
  }
  if (item.package != null) {
    const kind = item.package.type ?? 'package';
    return { code: 'package', message: `a ${kind} is no file and has an API of its own` };
  }
  if (item.remoteItem != null) {
    return {
      code: 'shortcut',
      message: 'it leads to another drive, which is read where it is named',
    };
  }
  if (file == null) return { code: 'no_file', message: 'there is no content in it' };
  const mimeType = file.mimeType ?? '';
  if (noText.some((pattern) => pattern.test(mimeType)) || noTextNames.test(name ?? '')) {
    const kind = extensionOf(name) || mimeType;
    return { code: 'binary', message: `there is no text in a file of type ${kind}` };
  }
  if (size != null && size > maxBytes) {
    const message = `it has ${size.toLocaleString('en-US')} bytes, more than max_file_bytes`;
    return { code: 'too_large', message };
  }
  if (size === 0) return { code: 'empty', message: 'there is not a byte in it' };
  return undefined;
}

export function extensionOf(name: string | null | undefined): string {
  return /\.([^.]+)$/.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
}
