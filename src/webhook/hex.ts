const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The value of a hex digit by its character code; 255 where it is none. */
const values = new Uint8Array(128).fill(255);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  values[digit.charCodeAt(0)] = value;
  values[digit.toUpperCase().charCodeAt(0)] = value;
}

/** In lower case. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += digits[byte];
  return text;
}

/** Bytes of hex text in either case; undefined when it is not hex. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const high = values[text.charCodeAt(2 * index)] ?? 255;
    const low = values[text.charCodeAt(2 * index + 1)] ?? 255;
    if (high === 255 || low === 255) return undefined;
    bytes[index] = 16 * high + low;
  }
  return bytes;
}
