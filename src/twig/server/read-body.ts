/** A request's body, or why it cannot be had. */
export type Body =
  | { readonly is: 'read'; readonly bytes: Uint8Array }
  | { readonly is: 'too-large' }
  | { readonly is: 'broken'; readonly message: string };

export interface BodyLimits {
  /** Of the decompressed body; reading stops there. */
  readonly maxBytes: number;
  readonly gzip?: boolean;
}

/**
 * Reads a body while counting it. No header is believed, so neither a wrong length nor a small file
 * that unpacks to a large one can fill the memory.
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<Body> {
  const { maxBytes, gzip = false } = limits;
  if (!request.body) return { is: 'read', bytes: new Uint8Array() };
  const stream = gzip ? request.body.pipeThrough(gunzip()) : request.body;
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.byteLength;
      if (size > maxBytes) {
        await reader.cancel();
        return { is: 'too-large' };
      }
      pieces.push(next.value);
    }
  } catch {
    const message = gzip ? 'The body is not a whole gzip stream.' : 'The body broke off.';
    return { is: 'broken', message };
  }
  return { is: 'read', bytes: joined(pieces, size) };
}

function gunzip(): ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>> {
  // Node's own stream takes and gives plain bytes; the DOM's type of it is wider than that.
  return new DecompressionStream('gzip') as ReadableWritablePair<
    Uint8Array,
    Uint8Array<ArrayBuffer>
  >;
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
