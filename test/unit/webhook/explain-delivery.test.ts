import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseCapturedRequest } from '#webhook/explain/captured-request.ts';
import { explainDelivery } from '#webhook/explain/explain-delivery.ts';
import { signatureSchemes } from '#webhook/scheme.ts';
import { goldenBody, goldenSignatures } from '../../contract/golden-signatures.ts';

const secret = 'a secret of some length';
const encoder = new TextEncoder();
const mac = (key: string | Buffer, ...parts: readonly string[]) =>
  createHmac('sha256', key).update(parts.join(''));

function captured(headers: Record<string, string>, body: string | Uint8Array = goldenBody) {
  const bytes = typeof body === 'string' ? encoder.encode(body) : body;
  return { headers: new Map(Object.entries(headers)), body: bytes };
}

describe('explainDelivery', () => {
  it.each(goldenSignatures)('knows $scheme by $headers', async (golden) => {
    const explained = await explainDelivery(captured(golden.headers), golden.secret);

    expect(explained).toMatchObject({
      found: true,
      scheme: signatureSchemes[golden.scheme],
      mistakes: [],
    });
  });

  it.each([
    [
      'another header',
      { 'x-acme-signature': `hmac=${mac(secret, goldenBody).digest('hex')}` },
      { header: 'x-acme-signature', label: { text: 'hmac=' }, encoding: 'hex', signed: '{body}' },
    ],
    [
      'a time in another header, joined by a comma',
      {
        'x-time': '1768478400123',
        'x-twig-signature': mac(secret, '1768478400123,', goldenBody).digest('base64url'),
      },
      {
        header: 'x-twig-signature',
        encoding: 'base64',
        signed: '{timestamp},{body}',
        timestamp: { from: { header: 'x-time' }, unit: 'ms' },
      },
    ],
    [
      'an id and a time of its own',
      {
        'x-request-id': 'evt_1',
        'x-time': '1768478400',
        'x-sig': `t=1,v3=${mac(secret, 'evt_1.1768478400.', goldenBody).digest('hex')}`,
      },
      {
        separator: ',',
        label: { text: 'v3=' },
        signed: '{id}.{timestamp}.{body}',
        idHeader: 'x-request-id',
      },
    ],
  ])('finds out %s', async (_, headers, scheme) => {
    expect(await explainDelivery(captured(headers), secret)).toMatchObject({
      found: true,
      scheme: { name: 'custom', ...scheme },
      mistakes: [],
    });
  });

  const json = { event: 'agent.updated', data: { note: 'naïve', list: [1, { a: true }] } };
  const compact = JSON.stringify(json);
  it.each<[string, string, string | Uint8Array, string]>([
    ['a newline that an editor added', compact, `${compact}\n`, 'A newline was added'],
    [
      'a newline that was trimmed',
      `${compact}\n`,
      compact,
      'newline at the end of the body was trimmed',
    ],
    ['line ends that became CRLF', '{\n"event":"a"\n}', '{\r\n"event":"a"\r\n}', 'from LF to CRLF'],
    ['line ends that became LF', '{\r\n"event":"a"\r\n}', '{\n"event":"a"\n}', 'from CRLF to LF'],
    [
      'a parsed body, signed compact',
      compact,
      JSON.stringify(json, null, 2),
      'parsed and written out',
    ],
    ['a parsed body, signed indented', JSON.stringify(json, null, 2), compact, 'signs it indented'],
    [
      'a parsed body, signed with spaces',
      '{"event": "agent.updated", "data": {"note": "naïve", "list": [1, {"a": true}]}}',
      compact,
      'spaces after colons',
    ],
    ['a parsed body, signed with escapes', compact.replace('ï', '\\u00ef'), compact, '\\u escapes'],
    ['a byte order mark', compact, `\ufeff${compact}`, 'byte order mark'],
    [
      'UTF-8 that was taken for Latin-1',
      compact,
      Buffer.from(compact).toString('latin1'),
      'Latin-1',
    ],
  ])('names %s', async (_, signed, seen, said) => {
    const headers = { 'x-twig-signature': mac(secret, signed).digest('hex') };

    const explained = await explainDelivery(captured(headers, seen), secret);

    expect(explained).toMatchObject({ found: true, scheme: { name: 'twig' } });
    expect(explained.found && explained.mistakes.map(({ what }) => what).join()).toContain(said);
  });

  it.each([
    ['a newline at its end', 'abc', 'abc\n', 'white space around it'],
    ['whsec_ that the sender leaves out', 'abc', 'whsec_abc', 'behind "whsec_"'],
    ['whsec_ that the sender puts in front', 'whsec_abc', 'abc', '"whsec_" in front'],
    ['a newline that only the sender has', 'abc\n', 'abc', 'ends with a newline'],
  ])('names a secret with %s', async (_, real, given, said) => {
    const headers = { 'x-twig-signature': mac(real, goldenBody).digest('hex') };

    const explained = await explainDelivery(captured(headers), given);

    expect(explained.found && explained.mistakes.map(({ what }) => what).join()).toContain(said);
  });

  it.each([
    ['base64', 'YSBzZWNyZXQ=', 'base64'],
    ['hex', '6120736563726574', 'hex'],
  ] as const)('reads a secret in %s where the sender decodes it', async (_, given, reading) => {
    const headers = {
      'x-twig-signature': mac(Buffer.from('a secret'), goldenBody).digest('hex'),
    };

    expect(await explainDelivery(captured(headers), given)).toMatchObject({
      found: true,
      scheme: { secret: reading },
      mistakes: [],
    });
  });

  it('says so when nothing agrees, with the headers that might have', async () => {
    const headers = { 'x-twig-signature': '0'.repeat(64), host: 'x', 'x-request-id': 'a' };

    expect(await explainDelivery(captured(headers), secret)).toEqual({
      found: false,
      candidates: ['x-twig-signature'],
      tried: expect.any(Number),
    });
    expect(await explainDelivery(captured({ host: 'x' }), secret)).toEqual({
      found: false,
      candidates: [],
      tried: 0,
    });
  });

  it('stays within bounds when every header looks like something', async () => {
    const noisy = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        `x-${index}-id`,
        index % 2 ? '1768478400' : '0'.repeat(64),
      ]),
    );

    const explained = await explainDelivery(captured(noisy, '{}'), secret);

    expect(explained).toMatchObject({ found: false });
  });
});

describe('parseCapturedRequest', () => {
  const parse = (text: string) => {
    const { headers, body } = parseCapturedRequest(encoder.encode(text));
    return { headers: Object.fromEntries(headers), body: new TextDecoder().decode(body) };
  };

  it.each([
    [
      'a whole request',
      'POST /webhooks/twig HTTP/1.1\r\nHost: x\r\nX-Twig-Signature:  ab \r\n\r\n{"a":1}\n',
      { headers: { host: 'x', 'x-twig-signature': 'ab' }, body: '{"a":1}\n' },
    ],
    ['one with plain newlines', 'POST / HTTP/1.1\nA: b\n\n{}', { headers: { a: 'b' }, body: '{}' }],
    ['headers without a request line', 'A: b\n\n{}', { headers: { a: 'b' }, body: '{}' }],
    ['a header given twice', 'A: b\na: c\n\n', { headers: { a: 'b, c' }, body: '' }],
    ['a request without a body', 'GET / HTTP/1.1\r\nA: b\r\n', { headers: { a: 'b' }, body: '' }],
    ['a body alone', '{"event":"a"}\n\n', { headers: {}, body: '{"event":"a"}\n\n' }],
    ['nothing', '', { headers: {}, body: '' }],
    ['empty lines', '\n\nx', { headers: {}, body: '\n\nx' }],
  ])('reads %s', (_, text, request) => {
    expect(parse(text)).toEqual(request);
  });

  it('keeps bytes of the body that are no text', () => {
    const bytes = Uint8Array.from([...encoder.encode('A: b\n\n'), 0xff, 0x00, 0x0a]);

    expect(Array.from(parseCapturedRequest(bytes).body)).toEqual([0xff, 0x00, 0x0a]);
  });
});
