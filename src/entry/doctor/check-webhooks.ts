import type { Finding } from '#core/connector.ts';
import type { WebhookSecret } from '#runtime/config/config.ts';

/** Whether a webhook that came now could be verified. Without a secret nobody asked for any. */
export function* checkWebhookSecrets(
  secrets: readonly WebhookSecret[],
  now: number,
): Generator<Finding> {
  if (secrets.length === 0) {
    yield { ok: true, subject: 'no secret is configured: receive and worker take no webhooks' };
    return;
  }
  const states = secrets.map((secret) => ({ id: secret.id, state: stateOf(secret, now) }));
  const isAnyInForce = states.some(({ state }) => state === 'in force');
  for (const { id, state } of states) {
    const subject = `secret "${id}": ${state}`;
    if (isAnyInForce) yield { ok: true, subject };
    else {
      const message =
        'No secret is in force, so every webhook is refused. Correct not_before and not_after.';
      yield { ok: false, subject, message };
    }
  }
}

function stateOf({ notBefore, notAfter }: WebhookSecret, now: number): string {
  if (notBefore !== undefined && now < notBefore) {
    return `in force from ${new Date(notBefore).toISOString()}`;
  }
  if (notAfter !== undefined && now >= notAfter) {
    return `not in force since ${new Date(notAfter).toISOString()}`;
  }
  return 'in force';
}
