import * as z from 'zod';
import type { CustomSignature } from './config.ts';
import { expected, mapping, oneOf, text, wholeNumber } from './config-fields.ts';

const defaultToleranceSeconds = 300;

/** `webhooks.signature`: a way to sign that has no name among the schemes, written out. */
export function signatureSchema() {
  const headerName = (key: string) => {
    const error = expected('the name of a header', `${key}: X-Twig-Signature`);
    return z.string({ error }).regex(/^[A-Za-z0-9_-]+$/, { error });
  };
  const piece = (example: string) => z.string({ error: expected('a text', example) }).min(1);
  const timestamp = mapping('timestamp: { header: X-Twig-Timestamp, unit: s }', {
    header: headerName('header').nullish(),
    label: piece('label: "t="').nullish(),
    unit: oneOf('unit', ['s', 'ms']).nullish(),
    tolerance_seconds: wholeNumber('tolerance_seconds: 300', 1).nullish(),
  }).refine(({ header, label }) => (header ? !label : Boolean(label)), {
    error: expected('either a header or a label', 'timestamp: { header: X-Twig-Timestamp }'),
  });
  return mapping('signature: { header: X-Twig-Signature, signed: "{body}" }', {
    header: headerName('header'),
    separator: piece('separator: ","').nullish(),
    label: piece('label: "v1="').nullish(),
    encoding: oneOf('encoding', ['hex', 'base64']).nullish(),
    signed: text('what is signed, with {body} in it', 'signed: "{timestamp}.{body}"'),
    timestamp: timestamp.nullish(),
    id_header: headerName('id_header').nullish(),
    secret: oneOf('secret', ['text', 'base64', 'hex']).nullish(),
  }).refine(({ signed }) => signed.split('{body}').length === 2, {
    path: ['signed'],
    error: expected('{body} exactly once', 'signed: "{timestamp}.{body}"'),
  });
}

export function toSignature(written: z.infer<ReturnType<typeof signatureSchema>>): CustomSignature {
  const { header, separator, label, encoding, signed, timestamp, id_header: idHeader } = written;
  return {
    name: 'custom',
    header: header.toLowerCase(),
    ...(separator && { separator }),
    ...(label && { label: { text: label, required: true } }),
    encoding: encoding ?? 'hex',
    signed,
    ...(timestamp && {
      timestamp: {
        from: timestamp.label
          ? { label: timestamp.label }
          : { header: (timestamp.header ?? '').toLowerCase() },
        unit: timestamp.unit ?? 's',
        toleranceMs: 1000 * (timestamp.tolerance_seconds ?? defaultToleranceSeconds),
      },
    }),
    ...(idHeader && { idHeader: idHeader.toLowerCase() }),
    secret: written.secret ?? 'text',
  };
}
