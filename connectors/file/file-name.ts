import { isUtf8 } from 'node:buffer';

/** A path as bytes, as git and the file system know it, made into text. */
export interface FileName {
  readonly text: string;
  /** False when the bytes are no UTF-8: the text then names the file, but does not open it. */
  readonly isExact: boolean;
}

export function readFileName(bytes: Buffer): FileName {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isExact: true };
  const text = bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
  return { text, isExact: false };
}
