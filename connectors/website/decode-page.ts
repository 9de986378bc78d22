import { isUtf8 } from 'node:buffer';

export interface DecodedPage {
  readonly text: string;
  /** True when the bytes themselves are good UTF-8, so that anybody can read them without help. */
  readonly isUtf8: boolean;
}

/**
 * The text of a page, as a browser would decode it, but with good UTF-8 going before every label:
 * a byte order mark, valid UTF-8, the label of the `Content-Type` header, the page's own, and
 * Windows-1252 for pages with a wrong label or none.
 */
export function decodePage(bytes: Uint8Array, contentType: string | undefined): DecodedPage {
  const marked = encodingOfMark(bytes);
  if (marked !== undefined) {
    return { text: new TextDecoder(marked).decode(bytes), isUtf8: marked === 'utf-8' };
  }
  if (isUtf8(bytes)) {
    const { buffer, byteOffset, byteLength } = bytes;
    return { text: Buffer.from(buffer, byteOffset, byteLength).toString('utf8'), isUtf8: true };
  }
  const labels = [labelOf(contentType), declaredLabel(bytes)];
  const decoder = labels.map(decoderOf).find((found) => found !== undefined);
  return { text: (decoder ?? new TextDecoder('windows-1252')).decode(bytes), isUtf8: false };
}

function encodingOfMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function labelOf(contentType = ''): string | undefined {
  return /charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(contentType)?.[1];
}

/** What the page claims in its first bytes, where browsers look for it. */
function declaredLabel(bytes: Uint8Array): string | undefined {
  return labelOf(Buffer.from(bytes.subarray(0, 1_024)).toString('latin1'));
}

/** Not UTF-8: these bytes are not. */
function decoderOf(label: string | undefined): TextDecoder | undefined {
  if (label === undefined) return undefined;
  try {
    const decoder = new TextDecoder(label);
    return decoder.encoding === 'utf-8' ? undefined : decoder;
  } catch (error) {
    // An unknown label is no label.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
