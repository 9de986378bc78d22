/**
 * The same text in memory of its own: a slice keeps alive the whole text that it was cut from, which
 * matters for what is remembered.
 */
export function ownCopy(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}
