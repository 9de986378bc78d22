import { sha256 } from '#kit';

/** An upload that a page shows. Its address is asked for anew when its bytes are read. */
export interface PageFile {
  /** Stable for one upload: another version of a file is another upload. */
  readonly key: string;
  readonly name: string;
}

/** With an address that works for about an hour. Secret. */
export interface OpenFile extends PageFile {
  readonly url: string;
}

const ownHosts =
  /^(?:[\w-]+\.)*(?:prod-files-secure|secure\.notion-static\.com)[\w.-]*\.amazonaws\.com$|^s3[\w.-]*\.amazonaws\.com$|^(?:[\w-]+\.)*(?:notion\.so|notion-static\.com|notionusercontent\.com)$/;

/** Undefined for what is no upload to Notion: a link to somewhere else. */
export function openFile(
  url: string,
  name: string | undefined,
  fileHosts: readonly string[],
): OpenFile | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return undefined;
  if (!ownHosts.test(parsed.hostname) && !fileHosts.includes(parsed.hostname)) return undefined;
  const last = safelyDecoded(parsed.pathname.split('/').at(-1) ?? '');
  return {
    // The path names the upload; what follows it is the signature, new each time.
    key: sha256(parsed.pathname).slice(0, 24),
    name: last !== '' ? last : name || 'file',
    url,
  };
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
