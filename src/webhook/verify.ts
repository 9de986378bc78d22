import type { Clock } from '#core/clock.ts';
import { checkScheme } from './check-scheme.ts';
import { equalBytes } from './equal-bytes.ts';
import type { Hmac, HmacKey } from './hmac.ts';
import { webHmac } from './hmac-web.ts';
import { type SignatureScheme, signatureSchemes } from './scheme.ts';
import { checkSecrets, isInForce, keyBytes, type WebhookSecret } from './secret.ts';
import { type Claim, type HeaderSource, readClaim, type SignatureFault } from './signature.ts';
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

  return (headers, body) => {
    const claim = readClaim(headers, scheme);
    if (claim.fault !== undefined) return Promise.resolve(refused(claim.fault));
    const now = clock.now();
    const message = signedMessage(scheme.signed, claim, body);
    const signatures: Signature[] = [];
    const pending: Promise<Signature>[] = [];
    for (const { secret, key } of keyed) {
      if (!isInForce(secret, now)) continue;
      const bytes = sign(key, message);
      if (bytes instanceof Uint8Array) signatures.push({ secretId: secret.id, bytes });
      else pending.push(bytes.then((signed) => ({ secretId: secret.id, bytes: signed })));
    }
    return pending.length === 0
      ? Promise.resolve(judge(signatures, claim, now))
      : Promise.all(pending).then((late) => judge([...signatures, ...late], claim, now));
  };

  function judge(signatures: readonly Signature[], claim: SoundClaim, now: number): Verdict {
    if (signatures.length === 0) return refused('no_secret_in_force');
    let matching: string | undefined;
    for (const { secretId, bytes } of signatures) {
      for (const candidate of claim.candidates) {
        if (equalBytes(bytes, candidate)) matching ??= secretId;
      }
    }
    if (matching === undefined) return refused('wrong_signature');
    if (isOutsideTolerance(claim.timestamp, scheme, now)) {
      return refused('clock_outside_tolerance');
    }
    return { verified: true, secretId: matching, signedId: claim.id };
  }
}

/** What a secret makes of the message. */
interface Signature {
  readonly secretId: string;
  readonly bytes: Uint8Array;
}

type SoundClaim = Extract<Claim, { fault?: undefined }>;
type Refusal = Extract<Verdict, { verified: false }>['reason'];

function refused(reason: Refusal): Verdict {
  return { verified: false, reason };
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
