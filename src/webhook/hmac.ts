/**
 * HMAC-SHA256 with a key that was imported once, and SHA-256. It has two forms, Node's and WebCrypto's,
 * so that one verifier runs on servers, functions and edges alike.
 */
export interface Hmac {
  importKey(secret: Uint8Array): HmacKey | Promise<HmacKey>;
  /** The 32 bytes of SHA-256 over `bytes`. */
  digest(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export interface HmacKey {
  /** The 32 bytes of HMAC-SHA256 over `bytes`. */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
