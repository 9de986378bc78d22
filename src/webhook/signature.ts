import { fromBase64 } from './base64.ts';
import { fromHex } from './hex.ts';
import type { SignatureScheme } from './scheme.ts';

/** An HMAC-SHA256 is this long; a candidate of any other length is not one. */
const signatureLength = 32;
const maxHeaderLength = 4096;
const maxCandidates = 16;
/**
 * Without a full stop, which stands between what is signed: with one, `a.1` at time 2 and `a` at time 1
 * with a body that begins with `2.` would be the same signed bytes.
 */
const idPattern = /^[!-\-/-~]{1,256}$/;

export type SignatureFault =
  | 'missing_signature'
  | 'header_too_long'
  | 'too_many_signatures'
  | 'malformed_signature'
  | 'missing_timestamp'
  | 'malformed_timestamp'
  | 'missing_id'
  | 'malformed_id';

/** What the headers claim; nothing of it is to be believed before the HMAC agrees. */
export type Claim =
  | { readonly fault: SignatureFault }
  | {
      readonly fault?: undefined;
      /** At least one, each 32 bytes. */
      readonly candidates: readonly Uint8Array[];
      /** Exactly as it was sent, for it is signed as text. */
      readonly timestamp: string | undefined;
      readonly id: string | undefined;
    };

export type HeaderSource = Pick<Headers, 'get'>;

export function readClaim(headers: HeaderSource, scheme: SignatureScheme): Claim {
  const header = headers.get(scheme.header)?.trim() ?? '';
  if (header === '') return { fault: 'missing_signature' };
  if (header.length > maxHeaderLength) return { fault: 'header_too_long' };
  const entries = scheme.separator === undefined ? [header] : split(header, scheme.separator);
  const decode = scheme.encoding === 'hex' ? fromHex : fromBase64;
  const candidates: Uint8Array[] = [];
  let seen = 0;
  for (const entry of entries) {
    const encoded = withoutLabel(entry, scheme.label);
    if (encoded === undefined) continue;
    seen += 1;
    if (seen > maxCandidates) return { fault: 'too_many_signatures' };
    const bytes = decode(encoded);
    if (bytes?.length === signatureLength) candidates.push(bytes);
  }
  if (candidates.length === 0) return { fault: 'malformed_signature' };

  const timestamp = scheme.timestamp && readTimestamp(headers, scheme, entries);
  if (typeof timestamp === 'object') return timestamp;
  const id = scheme.idHeader === undefined ? undefined : headers.get(scheme.idHeader);
  if (id === null || id === '') return { fault: 'missing_id' };
  if (id !== undefined && !idPattern.test(id)) return { fault: 'malformed_id' };
  return { candidates, timestamp, id };
}

function split(header: string, separator: string): readonly string[] {
  const entries = header.split(separator).map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}

function withoutLabel(entry: string, label: SignatureScheme['label']): string | undefined {
  if (label === undefined) return entry;
  if (entry.startsWith(label.text)) return entry.slice(label.text.length);
  return label.required ? undefined : entry;
}

function readTimestamp(
  headers: HeaderSource,
  { timestamp }: SignatureScheme,
  entries: readonly string[],
): string | undefined | { readonly fault: SignatureFault } {
  if (timestamp === undefined) return undefined;
  const { from } = timestamp;
  const texts =
    'header' in from
      ? [headers.get(from.header)].filter((text) => text !== null)
      : entries
          .filter((entry) => entry.startsWith(from.label))
          .map((entry) => entry.slice(from.label.length));
  const [text] = texts;
  if (text === undefined) return { fault: 'missing_timestamp' };
  // Two timestamps, or digits with anything beside them, would leave open which one was signed.
  return texts.length === 1 && /^[0-9]{1,15}$/.test(text) ? text : { fault: 'malformed_timestamp' };
}
