import { FixInputError } from '#core/errors.ts';
import { toHex } from './hex.ts';
import { webHmac } from './hmac-web.ts';

/**
 * The value of `X-Twig-Signature` for a body: HMAC-SHA256 of the bytes as they are sent, in lower-case
 * hex without a prefix. The secret is used as UTF-8 text; an empty one throws FixInputError.
 *
 * @example
 * const body = new TextEncoder().encode(JSON.stringify(event));
 * const headers = { 'x-twig-signature': await signBody(body, secret) };
 */
export async function signBody(body: Uint8Array, secret: string): Promise<string> {
  if (secret === '') {
    throw new FixInputError('A webhook body cannot be signed with an empty secret.', {
      code: 'empty_webhook_secret',
      hint: 'Give the endpoint a secret of at least 16 random bytes.',
    });
  }
  const key = await webHmac.importKey(new TextEncoder().encode(secret));
  return toHex(await key.sign(body));
}
