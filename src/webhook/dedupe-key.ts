import { toHex } from './hex.ts';
import type { Hmac } from './hmac.ts';

/**
 * What makes two deliveries the same one. Only signed material counts: whoever captured a delivery
 * could send it again under a fresh header. A signed id stands beside the body's hash, not in its
 * place, so that another body under the same id is kept instead of dropped.
 */
export async function dedupeKey(
  body: Uint8Array,
  signedId: string | undefined,
  { digest }: Pick<Hmac, 'digest'>,
): Promise<string> {
  const hash = toHex(await digest(body));
  return signedId === undefined ? hash : `${signedId} ${hash}`;
}
