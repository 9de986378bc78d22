/** First bytes that give a format away, as Latin-1. */
const signatures: readonly (readonly [start: string, format: string])[] = [
  ['%PDF-', 'PDF'],
  ['\x89PNG', 'a PNG image'],
  ['GIF87a', 'a GIF image'],
  ['GIF89a', 'a GIF image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['PK\x03\x04', 'a ZIP archive or an Office document'],
  ['\x1f\x8b', 'gzip'],
  ['\xd0\xcf\x11\xe0', 'an old Office document'],
  ['\x7fELF', 'a program'],
  ['OggS', 'a recording'],
  ['wOFF', 'a font'],
  ['wOF2', 'a font'],
];

/** Git calls a file binary when one of its first 8,000 bytes is NUL; so do we. */
const inspectedByteCount = 8_000;

/** What the bytes look like when they are no text, for a message; undefined for text. */
export function binaryFormatOf(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 8)).toString(
    'latin1',
  );
  const known = signatures.find(([start]) => head.startsWith(start));
  if (known) return known[1];
  return bytes.subarray(0, inspectedByteCount).includes(0)
    ? 'binary data (it holds a NUL byte)'
    : undefined;
}
