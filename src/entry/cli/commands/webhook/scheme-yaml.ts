import { stringify } from 'yaml';
import { type SignatureScheme, signatureSchemes } from '#webhook/scheme.ts';

/** What twigkit.yaml has to say so that the receiver verifies this scheme. */
export function schemeYaml(scheme: SignatureScheme): string {
  const webhooks = Object.hasOwn(signatureSchemes, scheme.name)
    ? { scheme: scheme.name }
    : { signature: writtenSignature(scheme) };
  return stringify({ webhooks }).trimEnd();
}

function writtenSignature(scheme: SignatureScheme) {
  const { header, separator, label, encoding, signed, timestamp, idHeader, secret } = scheme;
  return {
    header,
    ...(separator !== undefined && { separator }),
    ...(label !== undefined && { label: label.text }),
    encoding,
    signed,
    ...(timestamp !== undefined && {
      timestamp: {
        ...timestamp.from,
        unit: timestamp.unit,
        tolerance_seconds: timestamp.toleranceMs / 1000,
      },
    }),
    ...(idHeader !== undefined && { id_header: idHeader }),
    secret,
  };
}
