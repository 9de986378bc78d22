import { createHmac, createSecretKey, hash } from 'node:crypto';
import { fromHex } from './hex.ts';
import type { Hmac } from './hmac.ts';

const blockBytes = 64;
const digestBytes = 32;
/** From here on `createHmac` costs less than copying the message would. */
const smallBytes = 16 * 1024;

/**
 * HMAC-SHA256 by Node's own SHA-256. For small messages, which webhooks are, making the object that
 * `createHmac` gives takes longer than hashing does; two one-shot hashes, as RFC 2104 has it, take half
 * the time. Larger ones go to `createHmac` with an imported key.
 */
export const nodeHmac: Hmac = {
  importKey: (secret) => {
    const key = createSecretKey(secret);
    const signSmall = smallHmac(secret);
    return {
      sign: (bytes) =>
        bytes.byteLength <= smallBytes
          ? signSmall(bytes)
          : createHmac('sha256', key).update(bytes).digest(),
    };
  },
  digest: (bytes) => decoded(hash('sha256', bytes, 'hex')),
};

/** Each call overwrites the same two buffers: it must stay synchronous. */
function smallHmac(secret: Uint8Array): (bytes: Uint8Array) => Uint8Array {
  const key = secret.byteLength > blockBytes ? decoded(hash('sha256', secret, 'hex')) : secret;
  const inner = new Uint8Array(blockBytes + smallBytes).fill(0x36, 0, blockBytes);
  const outer = new Uint8Array(blockBytes + digestBytes).fill(0x5c, 0, blockBytes);
  for (const [index, byte] of key.entries()) {
    inner[index] = 0x36 ^ byte;
    outer[index] = 0x5c ^ byte;
  }
  return (bytes) => {
    inner.set(bytes, blockBytes);
    const message = inner.subarray(0, blockBytes + bytes.byteLength);
    outer.set(decoded(hash('sha256', message, 'hex')), blockBytes);
    return decoded(hash('sha256', outer, 'hex'));
  };
}

/** By way of hex, since a buffer of its own for each digest would cost more than hashing. */
function decoded(hex: string): Uint8Array {
  // Node gives nothing but hex.
  return fromHex(hex) as Uint8Array;
}
