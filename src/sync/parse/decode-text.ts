import { isUtf8 } from 'node:buffer';
import { SkipDocumentError } from '#core/errors.ts';
import { formatBytes } from '#util/format-bytes.ts';
import { binaryFormatOf } from './binary-format.ts';

/**
 * No text that people read is longer. What is made of a longer one can outgrow the memory of its thread
 * in a single step, and that would end the process.
 */
const maxTextBytes = 32 * 1024 * 1024;

/**
 * The text of a document: UTF-8, or UTF-16 that begins with its byte order mark. The mark is removed
 * and line ends are made `\n`. `declared` names another encoding that the document claims to have
 * (`<meta charset>`); it counts only when the bytes are not UTF-8.
 *
 * @throws SkipDocumentError `binary`, `not_utf8` or `too_large`.
 */
export function decodeText(bytes: Uint8Array, name: string, declared?: string): string {
  if (bytes.byteLength > maxTextBytes) {
    throw new SkipDocumentError(
      `${name} has ${formatBytes(bytes.byteLength)} of text, more than ${formatBytes(maxTextBytes)}.`,
      { code: 'too_large', hint: 'Divide it, or exclude it.' },
    );
  }
  return decode(bytes, name, declared).replace(/\r\n?/g, '\n');
}

function decode(bytes: Uint8Array, name: string, declared: string | undefined): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const format = binaryFormatOf(bytes);
  if (format !== undefined) {
    throw new SkipDocumentError(`${name} is not text: it looks like ${format}.`, {
      code: 'binary',
      hint: 'Exclude it, or give it the extension of what it is.',
    });
  }
  if (isUtf8(bytes)) return new TextDecoder('utf-8').decode(bytes);
  const decoder = declared === undefined ? undefined : decoderOf(declared);
  if (decoder !== undefined) return decoder.decode(bytes);
  throw new SkipDocumentError(`${name} is not valid UTF-8: see byte ${firstBadByte(bytes)}.`, {
    code: 'not_utf8',
    hint: 'Save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW.',
  });
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    const decoder = new TextDecoder(label);
    return decoder.encoding === 'utf-8' ? undefined : decoder;
  } catch (error) {
    // An unknown label is no encoding at all; anything else is not ours to judge.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Offset of the first byte that does not belong to valid UTF-8. A lenient decoder puts U+FFFD there,
 * and everything before it is valid, so its length in bytes is the offset; a U+FFFD that really
 * stands in the document is passed over.
 */
function firstBadByte(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  let offset = 0;
  let from = 0;
  for (;;) {
    const found = text.indexOf('\ufffd', from);
    offset += Buffer.byteLength(text.slice(from, found < 0 ? undefined : found));
    const genuine =
      bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (found < 0 || !genuine) return offset;
    offset += 3;
    from = found + 1;
  }
}
