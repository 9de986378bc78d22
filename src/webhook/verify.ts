import type { Clock } from '#core/clock.ts';
import { checkScheme } from './check-scheme.ts';
import { equalBytes } from './equal-bytes.ts';
import type { Hmac, HmacKey } from './hmac.ts';
import { webHmac } from './hmac-web.ts';
import { type SignatureScheme, signatureSchemes } from './scheme.ts';
import { checkSecrets, isInForce, keyBytes, type WebhookSecret } from './secret.ts';
import { type HeaderSource, readClaim, type SignatureFault } from './signature.ts';
import { signedMessage } from './signed-message.ts';

export interface VerifierOptions {
  readonly secrets: readonly WebhookSecret[];
  readonly clock: Pick<Clock, 'now'>;
  /** Default: Twig's, hex over the raw body in `X-Twig-Signature`. */
  readonly scheme?: SignatureScheme;
  /** Default WebCrypto, which runs everywhere. */
  readonly hmac?: Hmac;
}

/** The reason is for logs and metrics; an answer must never tell it. */
export type Verdict =
  | {
      readonly verified: true;
      readonly secretId: string;
      /** The delivery's id, where the scheme signs one. */
      readonly signedId: string | undefined;
    }
  | {
      readonly verified: false;
      readonly reason:
        | SignatureFault
        | 'no_secret_in_force'
        | 'wrong_signature'
        | 'clock_outside_tolerance';
    };

export type Verify = (headers: HeaderSource, body: Uint8Array) => Promise<Verdict>;

/**
 * Tells whether a body was signed with one of the secrets. It sees bytes only: a body that went
 * through text or JSON is another body. The result depends on every secret and every signature of the
 * header; how long it takes does not tell which of them came close.
 *
 * @throws FixInputError at once when the secrets cannot be used, see `checkSecrets`.
 */
export function createVerifier(options: VerifierOptions): Verify {
  const { secrets, clock, scheme = signatureSchemes.twig, hmac = webHmac } = options;
  checkScheme(scheme);
  checkSecrets(secrets, clock.now());
  const keyed = secrets.map((secret) => ({
    secret,
    key: hmac.importKey(keyBytes(secret, scheme)),
  }));

  return async (headers, body) => {
    const claim = readClaim(headers, scheme);
    if (claim.fault !== undefined) return { verified: false, reason: claim.fault };
    const now = clock.now();
    const message = signedMessage(scheme.signed, claim, body);
    let matching: string | undefined;
    let inForce = 0;
    for (const { secret, key } of keyed) {
      if (!isInForce(secret, now)) continue;
      inForce += 1;
      const expected = await sign(key, message);
      for (const candidate of claim.candidates) {
        if (equalBytes(expected, candidate)) matching ??= secret.id;
      }
    }
    if (inForce === 0) return { verified: false, reason: 'no_secret_in_force' };
    if (matching === undefined) return { verified: false, reason: 'wrong_signature' };
    if (isOutsideTolerance(claim.timestamp, scheme, now)) {
      return { verified: false, reason: 'clock_outside_tolerance' };
    }
    return { verified: true, secretId: matching, signedId: claim.id };
  };
}

/** Without a detour over promises where there are none: that would cost a tenth of a small HMAC. */
function sign(
  key: HmacKey | Promise<HmacKey>,
  message: Uint8Array,
): Uint8Array | Promise<Uint8Array> {
  return key instanceof Promise
    ? key.then((imported) => imported.sign(message))
    : key.sign(message);
}

function isOutsideTolerance(
  timestamp: string | undefined,
  scheme: SignatureScheme,
  now: number,
): boolean {
  if (scheme.timestamp === undefined) return false;
  const signedAt = Number(timestamp) * (scheme.timestamp.unit === 's' ? 1000 : 1);
  return Math.abs(now - signedAt) > scheme.timestamp.toleranceMs;
}
