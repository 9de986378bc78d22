import { isAscii, isUtf8 } from 'node:buffer';

export interface DecodedBody {
  readonly text: string;
  /** True when the bytes themselves are good UTF-8, so that anybody can read them without help. */
  readonly isUtf8: boolean;
}

/**
 * The text of an answer, by its byte order mark, its `Content-Type`, or what its first bytes declare
 * (`<meta charset>`, `<?xml encoding>`). A declaration that the bytes contradict is not believed:
 *
 * - valid UTF-8 is UTF-8 where a single-byte encoding is declared: text in such an encoding does not
 *   come out as valid UTF-8 by chance;
 * - what is not valid UTF-8 goes by the first declaration of another encoding. Without one it is
 *   UTF-8 with a few broken characters, or windows-1252 if more characters broke than came through.
 *
 * @param contentType The header.
 */
export function decodeBody(body: Uint8Array, contentType: string | undefined): DecodedBody {
  const marked = encodingOfMark(body);
  if (marked !== undefined) {
    return { text: decode(body, marked), isUtf8: marked === 'utf-8' && isUtf8(body) };
  }
  const declared = [charsetOf(contentType ?? ''), charsetOf(declarationIn(body))];
  if (isUtf8(body)) {
    const believed = declared.find((encoding) => encoding !== undefined);
    return believed !== undefined && multiByteEncodings.has(believed)
      ? { text: decode(body, believed), isUtf8: isAscii(body) && believed !== 'iso-2022-jp' }
      : { text: decode(body, 'utf-8'), isUtf8: true };
  }
  const legacy = declared.find((encoding) => encoding !== undefined && encoding !== 'utf-8');
  const text = legacy === undefined ? decodeUndeclared(body) : decode(body, legacy);
  return { text, isUtf8: false };
}

function encodingOfMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined;
}

/** Where browsers look: further on a declaration counts no more. */
const declarationBytes = 1024;

/** The part of the first bytes that `charsetOf` can read. */
function declarationIn(body: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = body;
  const bytes = Buffer.from(buffer, byteOffset, Math.min(byteLength, declarationBytes));
  const start = bytes.toString('latin1');
  const uncommented = start.includes('<!--') ? start.replace(/<!--.*?(-->|$)/gs, '') : start;
  return (
    /^\s*<\?xml\s[^>]*>/i.exec(uncommented)?.[0].replace(/\sencoding\b/i, ' charset') ??
    /<meta\s[^>]*\bcharset\s*=[^>]*>/i.exec(uncommented)?.[0] ??
    ''
  );
}

/** The encoding that follows `charset=`, by its standard name; undefined for one that nobody knows. */
function charsetOf(text: string): string | undefined {
  const label = /\bcharset\s*=\s*["']?\s*([^\s"';,>/]+)/i.exec(text)?.[1];
  if (label === undefined) return undefined;
  if (/^utf-8$/i.test(label)) return 'utf-8';
  try {
    const { encoding } = new TextDecoder(label);
    // Whoever wrote that label in ASCII did not write UTF-16.
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Their text may be valid UTF-8 by chance, or is always: ISO-2022-JP is made of ASCII. */
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

/** Nothing stays in it from one text to the next. */
const utf8Decoder = new TextDecoder();

function decode(body: Uint8Array, encoding: string): string {
  const decoder = encoding === 'utf-8' ? utf8Decoder : new TextDecoder(encoding);
  return decoder.decode(body);
}
