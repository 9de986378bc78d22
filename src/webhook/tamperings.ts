import { type SignatureScheme, signatureSchemes } from './scheme.ts';

/** A delivery as it goes over the wire. */
export interface SignedDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** One way to spoil an honest delivery; a receiver must refuse every one of them. */
export interface Tampering {
  readonly name: string;
  readonly tamper: (delivery: SignedDelivery) => SignedDelivery;
}

/** In hex or base64. */
const signature = /[A-Za-z0-9+/]{43,}=?/g;

/**
 * Everything that a verifier must notice, for a scheme: for the tests of an endpoint.
 *
 * @example
 * for (const { name, tamper } of tamperings()) {
 *   test(name, async () => assert.equal((await post(tamper(delivery))).status, 401));
 * }
 */
export function tamperings(scheme: SignatureScheme = signatureSchemes.twig): readonly Tampering[] {
  const { header, timestamp, idHeader } = scheme;
  const onSignature = (name: string, change: (value: string) => string): Tampering => ({
    name,
    tamper: ({ headers, body }) => ({
      headers: { ...headers, [header]: change(headers[header] ?? '') },
      body,
    }),
  });
  const onBody = (name: string, change: (body: Uint8Array) => Uint8Array): Tampering => ({
    name,
    tamper: ({ headers, body }) => ({ headers, body: change(body) }),
  });
  const onHeader = (name: string, other: string, value: string): Tampering => ({
    name,
    tamper: ({ headers, body }) => ({ headers: { ...headers, [other]: value }, body }),
  });
  const timeHeader = timestamp && 'header' in timestamp.from ? timestamp.from.header : undefined;
  const timeLabel = timestamp && 'label' in timestamp.from ? timestamp.from.label : undefined;
  return [
    onSignature('a signature that is empty', () => ''),
    onSignature('a signature cut short', (value) => value.slice(0, -2)),
    onSignature('a signature with a byte too many', (value) => `${value}00`),
    onSignature('a signature with one digit changed', changeLast),
    onSignature('a signature written twice in a row', (value) => value.replace(signature, '$&$&')),
    onSignature('a signature of nothing but zeros', (value) => value.replace(signature, zeros)),
    {
      name: 'no signature at all',
      tamper: ({ headers, body }) => {
        const { [header]: _, ...rest } = headers;
        return { headers: rest, body };
      },
    },
    onBody('a body with one bit changed', (body) => {
      const changed = Uint8Array.from(body);
      const middle = Math.floor(body.length / 2);
      changed[middle] = (changed[middle] ?? 0) ^ 1;
      return changed;
    }),
    onBody('a body cut short', (body) => body.slice(0, -1)),
    onBody('a body with a newline at its end', (body) => Uint8Array.from([...body, 10])),
    onBody('a body with a byte order mark', (body) => Uint8Array.from([0xef, 0xbb, 0xbf, ...body])),
    onBody('an empty body', () => new Uint8Array()),
    ...(idHeader === undefined ? [] : [onHeader('another id', idHeader, 'evt_another')]),
    ...(timeHeader === undefined ? [] : [onHeader('another time', timeHeader, '1700000000')]),
    ...(timeLabel === undefined
      ? []
      : [
          onSignature('another time', (value) =>
            value.replace(new RegExp(`${timeLabel}[0-9]+`), `${timeLabel}1700000000`),
          ),
        ]),
  ];
}

function zeros(text: string): string {
  return '0'.repeat(text.length);
}

/** Before the padding: its neighbour has bits that no decoder looks at. */
function changeLast(value: string): string {
  const index = value.replace(/=+$/, '').length - 2;
  const other = value[index] === '1' ? '2' : '1';
  return `${value.slice(0, index)}${other}${value.slice(index + 1)}`;
}
