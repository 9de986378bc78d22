import type { Clock } from '#core/clock.ts';
import { joinBytes } from './join-bytes.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  /** From now to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** `too_slow`: the last byte was not there in time. */
export type BodyRead = Uint8Array | 'too_large' | 'too_slow';

/**
 * The raw bytes of a request, counted while they come in: a Content-Length is a claim, not a limit.
 * Gives `too_large` when there are more than `maxBytes`, `too_slow` when the last one is not there in
 * time. A request that is cut off rejects.
 *
 * The rest of a body that is too large is read and dropped, for a sender that is still writing would
 * find the connection reset instead of the answer. That has a limit too: eight times `maxBytes`.
 */
export async function readBody(
  request: Pick<Request, 'body'>,
  { maxBytes, timeoutMs, clock }: BodyLimits,
): Promise<BodyRead> {
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const done = new AbortController();
  let late = false;
  const deadline = clock.sleep(timeoutMs, done.signal).then(
    () => {
      late = true;
      // A read that waits ends; what becomes of the connection is the server's to decide.
      reader.cancel().catch(() => {});
    },
    // Everything was read in time.
    () => {},
  );
  try {
    const body = await readAll(reader, maxBytes);
    return late ? 'too_slow' : body;
  } catch (error) {
    if (late) return 'too_slow';
    throw error;
  } finally {
    // Told why, so that no error is made for it.
    done.abort('read');
    await deadline;
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | 'too_large'> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength;
    if (length > 8 * maxBytes) {
      reader.cancel().catch(() => {});
      return 'too_large';
    }
    if (length <= maxBytes) parts.push(part.value);
    else parts.length = 0;
  }
  return length > maxBytes ? 'too_large' : joinBytes(parts);
}
