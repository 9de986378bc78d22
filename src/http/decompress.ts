import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import { SkipDocumentError } from '#core/errors.ts';
import { bodyTooLarge } from './body-too-large.ts';

export interface DecompressOptions {
  /** Of the decoded body, and of every layer on the way. */
  readonly maxBytes: number;
  /** For messages. */
  readonly name: string;
}

/** Nobody codes a body more often in earnest, and each layer may multiply it by a thousand. */
const maxCodings = 3;

/**
 * Undoes a `Content-Encoding`, the last coding first. One that we do not know leaves the bytes as
 * they are. A bomb is not unpacked to see how large it is: a layer ends where it outgrows `maxBytes`.
 *
 * @throws SkipDocumentError `too_large`, `bad_coding`; whatever zlib says of a body that ends early.
 */
export async function decompress(
  body: Uint8Array,
  encoding: string,
  { maxBytes, name }: DecompressOptions,
): Promise<Uint8Array> {
  const layers = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => decoders.get(coding.trim()))
    .filter((decoder) => decoder !== undefined)
    .toReversed();
  if (layers.length > maxCodings) throw badCoding(name, encoding);
  let decoded = body;
  for (const decode of layers) {
    try {
      decoded = await decode(decoded, { maxOutputLength: maxBytes });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(name, maxBytes);
      if (code === endsEarly) throw error;
      throw badCoding(name, encoding, error);
    }
  }
  return decoded;
}

const endsEarly = 'Z_BUF_ERROR';

type Decoder = (body: Uint8Array, limits: { readonly maxOutputLength: number }) => Promise<Buffer>;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
  ['deflate', (body, limits) => (hasZlibHeader(body) ? unzlib : undeflate)(body, limits)],
]);

const unzlib: Decoder = promisify(inflate);
const undeflate: Decoder = promisify(inflateRaw);

/** The standard means zlib's format by `deflate`; some servers send the bare stream. */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

function badCoding(name: string, encoding: string, cause?: unknown): SkipDocumentError {
  return new SkipDocumentError(
    `${name} cannot be decoded as ${JSON.stringify(encoding.slice(0, 100))}, which it says it is.`,
    {
      code: 'bad_coding',
      hint: 'Tell the site: its Content-Encoding header and its bytes do not agree.',
      cause,
    },
  );
}
