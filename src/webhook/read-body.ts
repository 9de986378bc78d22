/**
 * The raw bytes of a request, counted while they come in: a Content-Length is a claim, not a limit.
 * Gives `too_large` when there are more than `maxBytes`.
 *
 * The rest of a body that is too large is read and dropped, for a sender that is still writing would
 * find the connection reset instead of the answer. That has a limit too: eight times `maxBytes`.
 * How long a slow sender may take is the server's to decide; a request that is cut off rejects.
 */
export async function readBody(
  request: Pick<Request, 'body'>,
  maxBytes: number,
): Promise<Uint8Array | 'too_large'> {
  if (request.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength;
    if (length > 8 * maxBytes) {
      // What becomes of the connection after that is the sender's doing.
      reader.cancel().catch(() => {});
      return 'too_large';
    }
    if (length <= maxBytes) parts.push(part.value);
    else parts.length = 0;
  }
  return length > maxBytes ? 'too_large' : joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const body = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    body.set(part, offset);
    offset += part.length;
  }
  return body;
}
