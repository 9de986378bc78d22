import { FixInputError } from '#core/errors.ts';
import { fromBase64 } from './base64.ts';
import { fromHex } from './hex.ts';
import type { SignatureScheme } from './scheme.ts';

/** One of the secrets of an endpoint. Two whose windows overlap make a rotation without a gap. */
export interface WebhookSecret {
  /** Named in the inbox beside each delivery, to see when an old secret falls idle. Never the secret itself. */
  readonly id: string;
  readonly value: string;
  /** Epoch milliseconds; from the beginning when absent. */
  readonly notBefore?: number | undefined;
  /** Epoch milliseconds, exclusive; for ever when absent. */
  readonly notAfter?: number | undefined;
}

export function isInForce(secret: WebhookSecret, now: number): boolean {
  return now >= (secret.notBefore ?? -Infinity) && now < (secret.notAfter ?? Infinity);
}

/**
 * A receiver without a usable secret would have to refuse everything or believe everything, so it
 * must not start.
 *
 * @throws FixInputError when there is none, one is empty, two share an id, or none is in force now.
 */
export function checkSecrets(secrets: readonly WebhookSecret[], now: number): void {
  const [first] = secrets;
  if (first === undefined) {
    throw new FixInputError('The webhook receiver has no secret to verify deliveries with.', {
      code: 'no_webhook_secret',
      hint: "Set TWIG_WEBHOOK_SECRET, or list the endpoint's secret under webhooks.secrets in twigkit.yaml.",
    });
  }
  for (const secret of secrets) checkOne(secret);
  const ids = secrets.map((secret) => secret.id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new FixInputError(`Two webhook secrets have the id "${repeated}".`, {
      code: 'webhook_secret_repeated',
      hint: 'Give each secret an id of its own.',
    });
  }
  if (!secrets.some((secret) => isInForce(secret, now))) {
    throw new FixInputError(`None of the webhook secrets is in force now (${ids.join(', ')}).`, {
      code: 'no_webhook_secret_in_force',
      hint: 'Correct not_before and not_after, or add the secret that is used now.',
    });
  }
}

function checkOne({ id, value, notBefore, notAfter }: WebhookSecret): void {
  if (value.trim() === '') {
    throw new FixInputError(`The webhook secret "${id}" is empty.`, {
      code: 'empty_webhook_secret',
      hint: 'Check the variable or file it is read from; with an empty secret anyone could sign.',
    });
  }
  if (notBefore !== undefined && notAfter !== undefined && notBefore >= notAfter) {
    throw new FixInputError(`The webhook secret "${id}" ends before it begins.`, {
      code: 'webhook_secret_window',
      hint: 'Set not_after later than not_before.',
    });
  }
}

/** The key that a secret stands for. */
export function keyBytes({ id, value }: WebhookSecret, scheme: SignatureScheme): Uint8Array {
  if (scheme.secret === 'text') return new TextEncoder().encode(value);
  const isHex = scheme.secret === 'hex';
  const bytes = isHex ? fromHex(value) : fromBase64(value.replace(/^whsec_/, ''));
  if (bytes === undefined || bytes.length === 0) {
    throw new FixInputError(`The webhook secret "${id}" is not ${scheme.secret}.`, {
      code: `webhook_secret_not_${scheme.secret}`,
      hint: `The scheme ${scheme.name} expects ${isHex ? 'hex digits' : '"whsec_" and base64'}; copy the secret again, whole.`,
    });
  }
  return bytes;
}
