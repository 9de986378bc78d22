import { isUtf8 } from 'node:buffer';

/** What of an answer says how its bytes are to be read. */
export interface EncodedText {
  readonly body: Uint8Array;
  /** The `Content-Type` header. */
  readonly contentType: string | undefined;
}

/**
 * The text of an answer, by its byte order mark, its `Content-Type`, or what its first bytes declare
 * (`<meta charset>`, `<?xml encoding>`). A declaration that the bytes contradict is not believed:
 *
 * - bytes that are valid UTF-8 beyond ASCII are UTF-8 where a single-byte encoding is declared, since
 *   text in such an encoding does not come out as valid UTF-8 by chance;
 * - bytes declared UTF-8 (or nothing) that are not fall back to the next declaration, and to
 *   windows-1252 when more of them would be lost than kept.
 */
export function decodeBody({ body, contentType }: EncodedText): string {
  const marked = encodingOfMark(body);
  if (marked !== undefined) return decode(body, marked);
  const declared = [charsetOf(contentType ?? ''), charsetOf(declarationIn(body))];
  const encodings = declared.filter((encoding) => encoding !== undefined);
  const [legacy] = encodings.filter((encoding) => encoding !== 'utf-8');
  if (isUtf8(body)) {
    const believed = encodings[0];
    const multiByte = believed !== undefined && multiByteEncodings.has(believed);
    return decode(body, multiByte ? believed : 'utf-8');
  }
  return legacy === undefined ? decodeUndeclared(body) : decode(body, legacy);
}

function encodingOfMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined;
}

/** Where browsers look: beyond it a declaration counts no more. */
const declarationBytes = 1024;

/** The part of the first bytes from which `charsetOf` can read. */
function declarationIn(body: Uint8Array): string {
  const start = Buffer.from(body.subarray(0, declarationBytes)).toString('latin1');
  const uncommented = start.replace(/<!--.*?(-->|$)/gs, '');
  return (
    /^\s*<\?xml\s[^>]*>/i.exec(uncommented)?.[0].replace(/\sencoding\b/i, ' charset') ??
    /<meta\s[^>]*\bcharset\s*=[^>]*>/i.exec(uncommented)?.[0] ??
    ''
  );
}

/** The encoding that follows `charset=`, by its standard name; undefined for one that nobody knows. */
function charsetOf(text: string): string | undefined {
  const label = /\bcharset\s*=\s*["']?\s*([^\s"';,>]+)/i.exec(text)?.[1];
  if (label === undefined) return undefined;
  try {
    const { encoding } = new TextDecoder(label);
    // Without a mark, whoever could write that label in ASCII did not write UTF-16.
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const multiByteEncodings: ReadonlySet<string> = new Set([
  'big5',
  'euc-jp',
  'euc-kr',
  'gb18030',
  'gbk',
  'iso-2022-jp',
  'shift_jis',
]);

function decodeUndeclared(body: Uint8Array): string {
  const text = decode(body, 'utf-8');
  const lost = text.match(/\ufffd/g)?.length ?? 0;
  const kept = text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  return lost > kept ? decode(body, 'windows-1252') : text;
}

function decode(body: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(body);
}
