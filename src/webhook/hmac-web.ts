import type { Hmac } from './hmac.ts';
import { ownedBytes } from './owned-bytes.ts';

const algorithm = { name: 'HMAC', hash: 'SHA-256' } as const;

/** Runs wherever `crypto.subtle` is: browsers, edges, Deno, Bun, Node. */
export const webHmac: Hmac = {
  importKey: async (secret) => {
    const key = await crypto.subtle.importKey('raw', ownedBytes(secret), algorithm, false, [
      'sign',
    ]);
    return {
      sign: async (bytes) =>
        new Uint8Array(await crypto.subtle.sign('HMAC', key, ownedBytes(bytes))),
    };
  },
  digest: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', ownedBytes(bytes))),
};
