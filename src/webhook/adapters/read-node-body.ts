import { joinBytes } from '../join-bytes.ts';
import type { BodyLimits, BodyRead } from '../read-body.ts';

/** A Node stream of bytes, as far as reading it needs. */
export interface NodeBodyStream {
  on(event: 'data', listener: (part: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'data', listener: (part: Uint8Array) => void): unknown;
  off(event: 'end' | 'close', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** `readBody` for a Node stream: same limits, same results, without the cost of a web stream. */
export async function readNodeBody(
  stream: NodeBodyStream,
  { maxBytes, timeoutMs, clock }: BodyLimits,
): Promise<BodyRead> {
  const done = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<BodyRead>();
  const parts: Uint8Array[] = [];
  let length = 0;
  const onData = (part: Uint8Array) => {
    length += part.byteLength;
    if (length > 8 * maxBytes) resolve('too_large');
    else if (length <= maxBytes) parts.push(part);
    else parts.length = 0;
  };
  const onEnd = () => resolve(length > maxBytes ? 'too_large' : joinBytes(parts));
  // After the end it changes nothing: a promise settles once.
  const onClose = () => reject(new Error('The sender broke off.'));
  const onError = (error: Error) => reject(error);
  // Never told to stop by anything but `done`.
  const deadline = clock.sleep(timeoutMs, done.signal).then(
    () => resolve('too_slow'),
    () => {},
  );
  stream.on('data', onData);
  stream.on('end', onEnd);
  stream.on('close', onClose);
  stream.on('error', onError);
  try {
    return await promise;
  } finally {
    stream.off('data', onData);
    stream.off('end', onEnd);
    stream.off('close', onClose);
    // What a broken stream still has to say concerns nobody; unheard it would end the process.
    stream.off('error', onError);
    stream.on('error', () => {});
    stream.pause();
    // Told why, so that no error is made for it.
    done.abort('read');
    await deadline;
  }
}
