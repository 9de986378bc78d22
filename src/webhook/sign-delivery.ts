import { FixInputError } from '#core/errors.ts';
import { toBase64 } from './base64.ts';
import { checkScheme } from './check-scheme.ts';
import { toHex } from './hex.ts';
import { webHmac } from './hmac-web.ts';
import { type SignatureScheme, signatureSchemes } from './scheme.ts';
import { keyBytes } from './secret.ts';
import { signedMessage } from './signed-message.ts';

export interface SignDeliveryOptions {
  readonly secret: string;
  /** Default: Twig's, hex over the raw body in `X-Twig-Signature`. */
  readonly scheme?: SignatureScheme;
  /** When it is sent, in epoch milliseconds; for schemes that sign a time. Default now. */
  readonly at?: number;
  /** The delivery's id; required by schemes that sign one. */
  readonly id?: string | undefined;
}

/**
 * The headers that a sender puts beside a body, by any scheme.
 *
 * @throws FixInputError for an empty secret or one that the scheme cannot read, for a scheme that does
 * not say what is signed, and when the scheme signs an id and none is given.
 *
 * @example
 * const body = new TextEncoder().encode('{"event":"agent.updated","data":{}}');
 * const headers = await signDelivery(body, {
 *   secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
 *   scheme: signatureSchemes['standard-webhooks'],
 *   id: 'msg_1',
 * });
 * await fetch('http://127.0.0.1:7879/webhooks/twig', { method: 'POST', body, headers });
 */
export async function signDelivery(
  body: Uint8Array,
  { secret, scheme = signatureSchemes.twig, at = Date.now(), id }: SignDeliveryOptions,
): Promise<Record<string, string>> {
  checkScheme(scheme);
  if (secret === '') {
    throw new FixInputError('A webhook body cannot be signed with an empty secret.', {
      code: 'empty_webhook_secret',
      hint: 'Give the endpoint a secret of at least 16 random bytes.',
    });
  }
  if (scheme.idHeader !== undefined && (id === undefined || id === '')) {
    throw new FixInputError(`The signature scheme ${scheme.name} signs an id, and none is given.`, {
      code: 'signed_id_missing',
      hint: 'Give the delivery an id: one of its own, and the same again when it is sent again.',
    });
  }
  const { timestamp } = scheme;
  const time = timestamp && String(timestamp.unit === 's' ? Math.floor(at / 1000) : at);
  const key = await webHmac.importKey(keyBytes({ id: 'given', value: secret }, scheme));
  const signature = await key.sign(signedMessage(scheme.signed, { timestamp: time, id }, body));
  const text = scheme.encoding === 'hex' ? toHex(signature) : toBase64(signature);
  const entry = `${scheme.label?.required ? scheme.label.text : ''}${text}`;
  const from = timestamp?.from;
  return {
    ...(scheme.idHeader !== undefined && id !== undefined && { [scheme.idHeader]: id }),
    ...(from && time !== undefined && 'header' in from && { [from.header]: time }),
    [scheme.header]:
      from && 'label' in from ? `${from.label}${time}${scheme.separator ?? ','}${entry}` : entry,
  };
}
