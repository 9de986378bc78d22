import { fromBase64 } from '../base64.ts';
import { fromHex } from '../hex.ts';
import { type SignatureScheme, signatureSchemes } from '../scheme.ts';
import type { CapturedRequest } from './captured-request.ts';

/** What senders are known to sign. */
const templates = [
  '{body}',
  '{timestamp}.{body}',
  '{timestamp}{body}',
  '{timestamp}:{body}',
  '{timestamp},{body}',
  'v0:{timestamp}:{body}',
  '{body}{timestamp}',
  '{body}.{timestamp}',
  '{id}.{timestamp}.{body}',
  '{id}.{body}',
  '{id}{timestamp}{body}',
];

const toleranceMs = 300_000;
/** More headers than a sender sends; a capture from behind proxies may have dozens. */
const maxGuesses = 2_000;

/**
 * Every scheme that a request could have been signed by, the likeliest first: the known ones whose
 * header it has, then whatever its headers allow.
 */
export function guessSchemes({
  headers,
}: Pick<CapturedRequest, 'headers'>): readonly SignatureScheme[] {
  const known = Object.values(signatureSchemes).filter(({ header }) => headers.has(header));
  const guessed = [...headers].flatMap(([header, value]) =>
    carriers(header, value).flatMap((carrier) => complete(carrier, headers)),
  );
  return [...known, ...guessed].slice(0, maxGuesses);
}

/** Headers that hold something as long as an HMAC-SHA256. */
export function headersLikeSignatures(headers: CapturedRequest['headers']): readonly string[] {
  return [...headers].flatMap(([name, value]) => (carriers(name, value).length > 0 ? [name] : []));
}

type Carrier = Pick<SignatureScheme, 'header' | 'separator' | 'label' | 'encoding'> & {
  /** Labels of entries that are nothing but digits. */
  readonly timeLabels: readonly string[];
};

/** The ways in which a header can be read as one that carries a signature. */
function carriers(header: string, value: string): readonly Carrier[] {
  return [undefined, ',', ' ', ';'].flatMap((separator) => {
    if (separator !== undefined && !value.includes(separator)) return [];
    const entries = separator === undefined ? [value] : value.split(separator);
    const trimmed = entries.map((entry) => entry.trim());
    const timeLabels = trimmed.flatMap((entry) => /^([a-z]+=)\d{10,13}$/i.exec(entry)?.[1] ?? []);
    return trimmed.flatMap((entry) => {
      const found = signatureIn(entry);
      if (found === undefined) return [];
      const label = found.label === '' ? {} : { label: { text: found.label, required: true } };
      const split = separator === undefined ? {} : { separator };
      return [{ header, ...split, ...label, encoding: found.encoding, timeLabels }];
    });
  });
}

function signatureIn(
  entry: string,
): { readonly label: string; readonly encoding: SignatureScheme['encoding'] } | undefined {
  const [, label = '', encoded = ''] = /^([A-Za-z0-9_-]{0,12}[=,:])?(\S+)$/.exec(entry) ?? [];
  if (fromHex(encoded)?.length === 32) return { label, encoding: 'hex' };
  if (fromBase64(encoded)?.length === 32) return { label, encoding: 'base64' };
  return undefined;
}

/** With every message that the request has the parts for. */
function complete(
  { timeLabels, ...carrier }: Carrier,
  headers: CapturedRequest['headers'],
): readonly SignatureScheme[] {
  const times = [
    ...timeLabels.map((label) => ({ from: { label }, unit: 's' as const })),
    ...[...headers].flatMap(([header, value]) =>
      /^(\d{10}|\d{13})$/.test(value)
        ? [{ from: { header }, unit: value.length === 10 ? ('s' as const) : ('ms' as const) }]
        : [],
    ),
  ];
  const ids = [...headers.keys()].filter((name) => /(^|-)id$/.test(name));
  return templates.flatMap((signed) => {
    const base = { ...carrier, name: 'custom', signed, secret: 'text' as const };
    const withTime = signed.includes('{timestamp}')
      ? times.map((time) => ({ ...base, timestamp: { ...time, toleranceMs } }))
      : [base];
    return signed.includes('{id}')
      ? withTime.flatMap((scheme) => ids.map((idHeader) => ({ ...scheme, idHeader })))
      : withTime;
  });
}
