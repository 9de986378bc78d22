import type { Readable } from 'node:stream';
import { bodyTooLarge } from './body-too-large.ts';
import { decompress } from './decompress.ts';

export interface BodyOptions {
  /** The `Content-Encoding` header. One that we do not know leaves the bytes as they are. */
  readonly encoding: string | undefined;
  /** Of the body as sent and of the decoded body. */
  readonly maxBytes: number;
  /** For messages. */
  readonly name: string;
}

/**
 * Reads a body to its end, decoded, and counts while it reads: neither a declared length nor the
 * compressed size says how large it becomes.
 *
 * @throws SkipDocumentError `too_large` beyond `maxBytes` (the rest is then not downloaded),
 * `bad_coding`.
 */
export async function readBody(
  body: Readable,
  { encoding, maxBytes, name }: BodyOptions,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let byteCount = 0;
  // Leaving the loop early destroys the stream and gives the connection up.
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    byteCount += piece.byteLength;
    if (byteCount > maxBytes) throw bodyTooLarge(name, maxBytes);
    pieces.push(piece);
  }
  const [first = new Uint8Array()] = pieces;
  const whole = pieces.length > 1 ? Buffer.concat(pieces, byteCount) : first;
  // Answers without a body may name an encoding all the same; no decoder takes nothing for input.
  return encoding === undefined || byteCount === 0
    ? whole
    : decompress(whole, encoding, { maxBytes, name });
}
