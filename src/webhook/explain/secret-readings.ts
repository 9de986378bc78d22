import { fromBase64 } from '../base64.ts';
import { fromHex } from '../hex.ts';
import type { SignatureScheme } from '../scheme.ts';

/** One way to make a key of the secret as it was given. */
export interface SecretReading {
  readonly key: Uint8Array;
  /** What the scheme has to say so that the receiver reads it like this. */
  readonly secret: SignatureScheme['secret'];
  /** What is wrong with the secret as it was given; undefined when nothing is. */
  readonly mistake: string | undefined;
  readonly cure: string;
}

/** Readings without a mistake first. */
export function secretReadings(secret: string): readonly SecretReading[] {
  const text = (value: string) => new TextEncoder().encode(value);
  const trimmed = secret.trim();
  const bare = trimmed.replace(/^whsec_/, '');
  const reading = (
    key: Uint8Array | undefined,
    as: SignatureScheme['secret'],
    mistake?: string,
    cure = '',
  ): readonly SecretReading[] =>
    key === undefined || key.length === 0 ? [] : [{ key, secret: as, mistake, cure }];
  const blank = 'The secret has white space around it that does not belong to it.';
  const copy = 'Copy the secret again: echo adds a newline, printf %s does not.';
  return [
    ...reading(text(secret), 'text'),
    ...reading(fromBase64(secret.replace(/^whsec_/, '')), 'base64'),
    ...reading(fromHex(secret), 'hex'),
    ...(trimmed === secret
      ? []
      : [
          ...reading(text(trimmed), 'text', blank, copy),
          ...reading(fromBase64(bare), 'base64', blank, copy),
          ...reading(fromHex(trimmed), 'hex', blank, copy),
        ]),
    ...(bare === trimmed
      ? []
      : reading(
          text(bare),
          'text',
          'The sender signs with the text behind "whsec_", without decoding it.',
          'Leave "whsec_" out of the secret.',
        )),
    ...reading(
      text(`whsec_${trimmed}`),
      'text',
      'The sender signs with "whsec_" in front of the secret.',
      'Put "whsec_" in front of the secret.',
    ),
    ...reading(
      text(`${trimmed}\n`),
      'text',
      'The sender’s own copy of the secret ends with a newline.',
      'Set the secret again at the sender, without the newline.',
    ),
  ];
}
