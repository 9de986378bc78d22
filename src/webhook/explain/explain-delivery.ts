import { stableStringify } from '#util/stable-stringify.ts';
import { equalBytes } from '../equal-bytes.ts';
import type { Hmac } from '../hmac.ts';
import { webHmac } from '../hmac-web.ts';
import { type SignatureScheme, signatureSchemes } from '../scheme.ts';
import { readClaim } from '../signature.ts';
import { signedMessage } from '../signed-message.ts';
import { type BodyReading, bodyReadings } from './body-readings.ts';
import type { CapturedRequest } from './captured-request.ts';
import { guessSchemes, headersLikeSignatures } from './guess-schemes.ts';
import { type SecretReading, secretReadings } from './secret-readings.ts';

/** How a captured request was signed, or why nobody can tell. */
export type Explanation =
  | {
      readonly found: true;
      /** What the receiver has to be configured with. */
      readonly scheme: SignatureScheme;
      /** What went wrong on the way; none when the request verifies as it is. */
      readonly mistakes: readonly { readonly what: string; readonly cure: string }[];
      /** The signed time, in epoch milliseconds, where the scheme has one. */
      readonly signedAt: number | undefined;
    }
  | {
      readonly found: false;
      /** Headers that could carry a signature; none is the usual mistake of a proxy or a wrong endpoint. */
      readonly candidates: readonly string[];
      /** How many combinations of scheme, secret and body were tried. */
      readonly tried: number;
    };

/**
 * Tries every known way to sign a request, every way to read the secret, and everything that usually
 * happens to a body, and tells which of them agrees with the signature. For a person at a terminal:
 * never let an answer to a sender depend on it.
 */
export async function explainDelivery(
  request: CapturedRequest,
  secret: string,
  hmac: Hmac = webHmac,
): Promise<Explanation> {
  const schemes = guessSchemes(request).map((scheme) => ({
    scheme,
    claim: readClaim({ get: (name) => request.headers.get(name) ?? null }, scheme),
  }));
  const secrets = await Promise.all(
    secretReadings(secret).map(async (reading) => ({
      reading,
      key: await hmac.importKey(reading.key),
    })),
  );
  const bodies = bodyReadings(request.body);
  let tried = 0;
  for (const { secretReading, key, bodyReading } of fewestMistakesFirst(secrets, bodies)) {
    for (const { scheme, claim } of schemes) {
      if (claim.fault !== undefined) continue;
      tried += 1;
      const expected = await key.sign(signedMessage(scheme.signed, claim, bodyReading.body));
      if (!claim.candidates.some((candidate) => equalBytes(expected, candidate))) continue;
      return {
        found: true,
        scheme: named({ ...scheme, secret: secretReading.secret }),
        mistakes: [secretReading, bodyReading].flatMap(({ mistake, cure }) =>
          mistake === undefined ? [] : [{ what: mistake, cure }],
        ),
        signedAt:
          claim.timestamp === undefined
            ? undefined
            : Number(claim.timestamp) * (scheme.timestamp?.unit === 's' ? 1000 : 1),
      };
    }
  }
  return { found: false, candidates: headersLikeSignatures(request.headers), tried };
}

function fewestMistakesFirst<Key>(
  secrets: readonly { readonly reading: SecretReading; readonly key: Key }[],
  bodies: readonly BodyReading[],
) {
  const mistakes = (reading: { readonly mistake: string | undefined }) =>
    reading.mistake === undefined ? 0 : 1;
  return bodies
    .flatMap((bodyReading) =>
      secrets.map(({ reading, key }) => ({ secretReading: reading, key, bodyReading })),
    )
    .toSorted(
      (a, b) =>
        mistakes(a.secretReading) +
        mistakes(a.bodyReading) -
        mistakes(b.secretReading) -
        mistakes(b.bodyReading),
    );
}

/** Under its own name when it is a known scheme. */
function named(scheme: SignatureScheme): SignatureScheme {
  const { name: _, ...parts } = scheme;
  const known = Object.values(signatureSchemes).find((one) => {
    const { name: __, ...its } = one;
    return stableStringify(its) === stableStringify(parts);
  });
  return known ?? { ...scheme, name: 'custom' };
}
