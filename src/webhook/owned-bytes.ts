/** WebCrypto takes no view of shared memory; everything else passes through without a copy. */
export function ownedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const owned = bytes.buffer instanceof ArrayBuffer;
  // The check above is what the assertion says: the view lies over an ArrayBuffer.
  return owned ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
