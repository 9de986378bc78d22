import type { PushBody } from '#twig/sdk/resources/data-sources.ts';

/** Below this, compressing saves nothing worth a header. */
const smallBytes = 4096;

/** Joins lines into one body, compressed unless it is small; the lines are never joined uncompressed. */
export async function pack(lines: Iterable<Uint8Array>): Promise<PushBody> {
  const pieces = [...lines];
  const byteCount = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  if (byteCount < smallBytes) return { bytes: join(pieces) };

  const gzip = new CompressionStream('gzip');
  const compressed = collect(gzip.readable);
  const writer = gzip.writable.getWriter();
  for (const piece of pieces) {
    // The lines are ours, made by TextEncoder: never shared memory.
    await writer.write(piece as Uint8Array<ArrayBuffer>);
  }
  await writer.close();
  return { bytes: join(await compressed), encoding: 'gzip' };
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.byteLength;
  }
  return joined;
}
