/**
 * HMAC-SHA256 with a key that was imported once. It has two forms, Node's and WebCrypto's, so that
 * one verifier runs on servers, functions and edges alike.
 */
export interface Hmac {
  importKey(secret: Uint8Array): HmacKey | Promise<HmacKey>;
}

export interface HmacKey {
  /** The 32 bytes of HMAC-SHA256 over `bytes`. */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
