import type { Json } from '#core/json.ts';

/** What may have become of a body between the sender and here. */
export interface BodyReading {
  /** What happened, as a sentence; undefined for the body as it is. */
  readonly mistake: string | undefined;
  readonly cure: string;
  readonly body: Uint8Array;
}

/** The body as it is first, then as it may have been when it was signed. */
export function bodyReadings(body: Uint8Array): readonly BodyReading[] {
  const encoder = new TextEncoder();
  const text = textOf(body);
  const reading = (mistake: string, cure: string, signed: string | undefined): BodyReading[] =>
    signed === undefined ? [] : [{ mistake, cure, body: encoder.encode(signed) }];
  const asIs: BodyReading = { mistake: undefined, cure: '', body };
  if (text === undefined) return [asIs];
  const json = jsonOf(text);
  const parsed = 'The body was parsed and written out again before it was looked at';
  const bytes =
    'Verify the bytes as they came: mount the receiver before anything that parses bodies.';
  const capture = 'Capture the body again without an editor: curl --data-binary, tee, a proxy.';
  return [
    asIs,
    ...reading(
      'A byte order mark was put in front of the body.',
      capture,
      text.replace(/^\ufeff/, ''),
    ),
    ...reading(
      'A newline was added at the end of the body.',
      capture,
      /\n$/.test(text) ? text.replace(/\r?\n$/, '') : undefined,
    ),
    ...reading('The newline at the end of the body was trimmed.', capture, `${text}\n`),
    ...reading('White space around the body was added.', capture, text.trim()),
    ...reading('Line ends were changed from CRLF to LF.', capture, text.replace(/\r?\n/g, '\r\n')),
    ...reading('Line ends were changed from LF to CRLF.', capture, text.replaceAll('\r\n', '\n')),
    ...reading(
      'The bytes of the body were read as Latin-1 and written as UTF-8.',
      bytes,
      unmangled(text),
    ),
    ...(json === undefined
      ? []
      : [
          ...reading(`${parsed}: the sender signs it without spaces.`, bytes, JSON.stringify(json)),
          ...reading(
            `${parsed}: the sender signs it with spaces after colons and commas.`,
            bytes,
            spaced(json),
          ),
          ...reading(
            `${parsed}: the sender signs it with \\u escapes.`,
            bytes,
            escaped(JSON.stringify(json)),
          ),
          ...reading(
            `${parsed}: the sender signs it with spaces and \\u escapes.`,
            bytes,
            escaped(spaced(json)),
          ),
          ...reading(
            `${parsed}: the sender signs it indented.`,
            bytes,
            JSON.stringify(json, null, 2),
          ),
        ]),
  ];
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

function jsonOf(text: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON.
    return JSON.parse(text.replace(/^\ufeff/, '')) as Json;
  } catch {
    return undefined;
  }
}

/** As most writers of JSON outside JavaScript do it. */
function spaced(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}: ${spaced(inner)}`,
  );
  return `{${entries.join(', ')}}`;
}

function escaped(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The text that reads like this when its UTF-8 is taken for Latin-1; undefined when there is none. */
function unmangled(text: string): string | undefined {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  if (codes.every((code) => code < 0x80) || codes.some((code) => code > 0xff)) return undefined;
  return textOf(Uint8Array.from(codes));
}
