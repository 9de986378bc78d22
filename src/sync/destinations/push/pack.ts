import type { PushBody } from '#twig/sdk/resources/data-sources.ts';

/** Below this, compressing saves nothing worth a header. */
const smallBytes = 4096;

/**
 * Joins lines into one body. It is compressed unless it is small, and then the lines are never joined
 * uncompressed.
 */
export type Pack = (lines: Iterable<Uint8Array>) => Promise<PushBody>;

/** @param compress false where nothing travels: bodies then share memory, each valid until the next. */
export function createPack(compress: boolean): Pack {
  let shared = new Uint8Array();
  return async (lines) => {
    const pieces = [...lines];
    const byteCount = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    if (compress && byteCount >= smallBytes) {
      return { bytes: await compressed(pieces), encoding: 'gzip' };
    }
    if (compress) return { bytes: join(pieces, new Uint8Array(byteCount)) };
    if (shared.byteLength < byteCount) shared = new Uint8Array(Math.ceil(byteCount * growth));
    return { bytes: join(pieces, shared.subarray(0, byteCount)) };
  };
}

/** Parts differ a little in size. */
const growth = 1.25;

async function compressed(pieces: readonly Uint8Array[]): Promise<Uint8Array> {
  const gzip = new CompressionStream('gzip');
  const collected = collect(gzip.readable);
  const writer = gzip.writable.getWriter();
  for (const piece of pieces) {
    // The lines are ours, made by TextEncoder: never shared memory.
    await writer.write(piece as Uint8Array<ArrayBuffer>);
  }
  await writer.close();
  const made = await collected;
  return join(made, new Uint8Array(made.reduce((sum, piece) => sum + piece.byteLength, 0)));
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

function join(pieces: readonly Uint8Array[], into: Uint8Array): Uint8Array {
  let at = 0;
  for (const piece of pieces) {
    into.set(piece, at);
    at += piece.byteLength;
  }
  return into;
}
