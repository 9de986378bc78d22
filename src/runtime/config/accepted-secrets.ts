import type { Config, WebhookSecret } from './config.ts';
import type { Settings } from './resolve-settings.ts';

/**
 * Every secret that a delivery may be signed with: those of `twigkit.yaml`, and before them the one
 * from a flag or the environment. That one does not replace the others, since then a rotation would
 * refuse what is still signed with the old secret. One that the file lists too keeps the file's
 * window.
 */
export function acceptedSecrets(settings: Settings, config: Config): readonly WebhookSecret[] {
  const { value, origin } = settings.webhookSecret;
  const listed = config.webhooks.secrets;
  if (value === undefined || listed.some((secret) => secret.value === value)) return listed;
  const id = origin.by === 'flag' ? 'flag' : 'environment';
  return [{ id, value, notBefore: undefined, notAfter: undefined }, ...listed];
}
