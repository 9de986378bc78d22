import { acceptedSecrets } from '#runtime/config/accepted-secrets.ts';
import type { WebhookSecret } from '#runtime/config/config.ts';
import type { Project } from '../cli/load-project.ts';
import { keepSecret } from '../embedded/keep-secret.ts';

/** The secrets of the configuration; without any, one that is made for the data folder and its own server. */
export function receiverSecrets({
  configuration,
  dataDir,
}: Pick<Project, 'configuration' | 'dataDir'>): readonly WebhookSecret[] {
  const accepted = acceptedSecrets(configuration.settings, configuration.config);
  if (accepted.length > 0) return accepted;
  const { value } = keepSecret(dataDir, 'webhook-secret', 'whsec_');
  return [{ id: 'data-folder', value, notBefore: undefined, notAfter: undefined }];
}
