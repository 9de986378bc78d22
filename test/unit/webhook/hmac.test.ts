import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nodeHmac } from '#webhook/hmac-node.ts';
import { webHmac } from '#webhook/hmac-web.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const random = seededRandom(42);
const bytes = (length: number) => Uint8Array.from({ length }, () => random.below(256));
const keyLengths = [1, 16, 31, 32, 63, 64, 65, 128, 200];
const messageLengths = [0, 1, 55, 56, 63, 64, 65, 1_024, 16_383, 16_384, 16_385, 100_000];

describe.each([
  ['Node', nodeHmac],
  ['WebCrypto', webHmac],
])('HMAC-SHA256 of %s', (_, hmac) => {
  it.each(keyLengths)('is that of OpenSSL for a key of %i bytes', async (keyLength) => {
    const secret = bytes(keyLength);
    const key = await hmac.importKey(secret);

    for (const length of messageLengths) {
      const message = bytes(length);
      const expected = createHmac('sha256', secret).update(message).digest('hex');

      expect(Buffer.from(await key.sign(message)).toString('hex')).toBe(expected);
    }
  });

  it('gives each call a result of its own, also for messages that get shorter', async () => {
    const secret = bytes(32);
    const key = await hmac.importKey(secret);
    const messages = [bytes(2_000), bytes(10), bytes(0)];

    const signed = await Promise.all(messages.map((message) => key.sign(message)));

    expect(signed.map((result) => Buffer.from(result).toString('hex'))).toEqual(
      messages.map((message) => createHmac('sha256', secret).update(message).digest('hex')),
    );
  });

  it('keeps the key that it imported, whatever becomes of the bytes', async () => {
    const secret = bytes(32);
    const expected = createHmac('sha256', secret).update('a').digest('hex');
    const key = await hmac.importKey(secret);

    secret.fill(0);

    const signed = await key.sign(new TextEncoder().encode('a'));
    expect(Buffer.from(signed).toString('hex')).toBe(expected);
  });

  it('digests with SHA-256', async () => {
    const message = bytes(1_000);

    expect(Buffer.from(await hmac.digest(message)).toString('hex')).toBe(
      createHash('sha256').update(message).digest('hex'),
    );
  });
});
