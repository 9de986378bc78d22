import { describe, expect, it } from 'vitest';
import { loadConfig } from '#runtime/config/load-config.ts';

const signatureOf = (yaml: string) =>
  loadConfig({ text: `webhooks:\n  signature: ${yaml}\n`, fileName: 'twigkit.yaml', env: {} })
    .webhooks.signature;

describe('a signature written out in twigkit.yaml', () => {
  it('is read with its defaults', () => {
    expect(signatureOf('{ header: X-Acme-Signature, signed: "{body}" }')).toEqual({
      name: 'custom',
      header: 'x-acme-signature',
      encoding: 'hex',
      signed: '{body}',
      secret: 'text',
    });
  });

  it('is read whole', () => {
    const yaml = `{ header: X-Sig, separator: ",", label: "v2=", encoding: base64,
      signed: "{id}.{timestamp}.{body}", timestamp: { label: "t=", unit: ms, tolerance_seconds: 60 },
      id_header: X-Id, secret: hex }`;

    expect(signatureOf(yaml)).toEqual({
      name: 'custom',
      header: 'x-sig',
      separator: ',',
      label: { text: 'v2=', required: true },
      encoding: 'base64',
      signed: '{id}.{timestamp}.{body}',
      timestamp: { from: { label: 't=' }, unit: 'ms', toleranceMs: 60_000 },
      idHeader: 'x-id',
      secret: 'hex',
    });
  });

  it.each([
    ['no header', '{ signed: "{body}" }', 'the name of a header'],
    ['no body', '{ header: X-A, signed: "{timestamp}" }', '{body} exactly once'],
    ['two bodies', '{ header: X-A, signed: "{body}{body}" }', '{body} exactly once'],
    ['another coding', '{ header: X-A, signed: "{body}", encoding: rot13 }', 'hex, base64'],
    [
      'a time that is nowhere',
      '{ header: X-A, signed: "{timestamp}.{body}", timestamp: { unit: s } }',
      'either a header or a label',
    ],
    ['a slip of the pen', '{ header: X-A, singed: "{body}" }', 'Did you mean "signed"?'],
  ])('is refused with %s, and the message says what to write', (_, yaml, said) => {
    expect(() => signatureOf(yaml)).toThrow(said);
  });
});
