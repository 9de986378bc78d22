import { toHex } from './hex.ts';
import { ownedBytes } from './owned-bytes.ts';

/**
 * What makes two deliveries the same one. Only signed material counts: whoever captured a delivery
 * could send it again under a fresh header. A signed id stands beside the body's hash, not in its
 * place, so that another body under the same id is kept instead of dropped.
 */
export async function dedupeKey(body: Uint8Array, signedId: string | undefined): Promise<string> {
  const hash = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', ownedBytes(body))));
  return signedId === undefined ? hash : `${signedId} ${hash}`;
}
