const pattern = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Bytes of base64 or base64url text, padded or not; undefined when it is neither. */
export function fromBase64(text: string): Uint8Array | undefined {
  const unpadded = text.replace(/=+$/, '');
  const padded = text !== unpadded;
  if (!pattern.test(text) || unpadded.length % 4 === 1 || (padded && text.length % 4 !== 0)) {
    return undefined;
  }
  const binary = atob(unpadded.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** In the standard alphabet, padded. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
