import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { SkipDocumentError } from '#core/errors.ts';
import { plural } from '#util/plural.ts';

export interface BodyOptions {
  /** The `Content-Encoding` header. One that we do not know leaves the bytes as they are. */
  readonly encoding: string | undefined;
  /** Of the decoded body. */
  readonly maxBytes: number;
  /** For messages. */
  readonly name: string;
}

/**
 * Reads a body to its end, decoded, and counts while it reads: neither a declared length nor the
 * compressed size says how large it becomes.
 *
 * @throws SkipDocumentError `too_large` beyond `maxBytes`; the rest is then not downloaded.
 */
export async function readBody(
  body: Readable,
  { encoding, maxBytes, name }: BodyOptions,
): Promise<Uint8Array> {
  const incoming: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  const first = await incoming.next();
  // Answers without a body may name an encoding all the same; no decoder takes nothing for input.
  if (first.done) return new Uint8Array();

  const pieces: Uint8Array[] = [];
  let byteCount = 0;
  for await (const piece of decode(Readable.from(joined(first.value, incoming)), encoding)) {
    byteCount += piece.byteLength;
    if (byteCount > maxBytes) throw tooLarge(name, maxBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function* joined(first: Uint8Array, rest: AsyncIterator<Uint8Array>) {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    // Gives the connection up when the reader stops early.
    await rest.return?.();
  }
}

/** Undoes the encodings in reverse: the one named last was applied last. */
function decode(body: Readable, encoding = ''): Readable {
  const names = encoding.toLowerCase().split(',').toReversed();
  return names.reduce<Readable>((encoded, name) => {
    const decoder = decoderOf(name.trim());
    // Errors reach the reader through the last stream, which the pipeline destroys with them.
    return decoder === undefined ? encoded : pipeline(encoded, decoder, () => {});
  }, body);
}

function decoderOf(name: string): Transform | undefined {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

function tooLarge(name: string, maxBytes: number): SkipDocumentError {
  return new SkipDocumentError(`${name} is larger than ${plural(maxBytes, 'byte')}.`, {
    code: 'too_large',
    hint: 'Raise the size limit of the source, or exclude the document.',
  });
}
