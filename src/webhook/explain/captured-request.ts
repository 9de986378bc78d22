/** A delivery that somebody wrote down. Names of headers in lower case. */
export interface CapturedRequest {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

const requestLine = /^[A-Z]+ \S+( HTTP\/\d(\.\d)?)?\r?$/;
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*\r?$/;

/**
 * Reads a request as it went over the wire: request line, headers, an empty line, the body. Bytes that
 * do not begin like that are a body without headers. A request line may be missing when the first line
 * is a header.
 */
export function parseCapturedRequest(bytes: Uint8Array): CapturedRequest {
  const headers = new Map<string, string>();
  let offset = 0;
  for (let first = true; offset < bytes.length; first = false) {
    const end = bytes.indexOf(0x0a, offset);
    const line = latin1(bytes.subarray(offset, end === -1 ? bytes.length : end));
    const header = headerLine.exec(line);
    const next = end === -1 ? bytes.length : end + 1;
    if (line === '' || line === '\r') {
      return headers.size > 0 ? { headers, body: bytes.subarray(next) } : noHeaders(bytes);
    }
    if (header) addHeader(headers, header[1] ?? '', header[2] ?? '');
    else if (!first || !requestLine.test(line)) return noHeaders(bytes);
    offset = next;
  }
  return headers.size > 0 ? { headers, body: new Uint8Array() } : noHeaders(bytes);
}

/** One header as it is written: `Name: value`. Undefined when it is not. */
export function parseHeaderLine(
  line: string,
): { readonly name: string; readonly value: string } | undefined {
  const [, name, value] = headerLine.exec(line) ?? [];
  return name === undefined || value === undefined
    ? undefined
    : { name: name.toLowerCase(), value };
}

function addHeader(headers: Map<string, string>, written: string, value: string): void {
  const name = written.toLowerCase();
  const before = headers.get(name);
  headers.set(name, before === undefined ? value : `${before}, ${value}`);
}

function noHeaders(body: Uint8Array): CapturedRequest {
  return { headers: new Map(), body };
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
