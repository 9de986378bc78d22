import { signatureSchemes } from './scheme.ts';
import { signDelivery } from './sign-delivery.ts';

/**
 * The value of `X-Twig-Signature` for a body: HMAC-SHA256 of the bytes as they are sent, in lower-case
 * hex without a prefix. The secret is used as UTF-8 text; an empty one throws FixInputError.
 *
 * @example
 * const body = new TextEncoder().encode(JSON.stringify(event));
 * const headers = { 'x-twig-signature': await signBody(body, secret) };
 */
export async function signBody(body: Uint8Array, secret: string): Promise<string> {
  const { header } = signatureSchemes.twig;
  // The scheme puts its signature there.
  return (await signDelivery(body, { secret }))[header] as string;
}
