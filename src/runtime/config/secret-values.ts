import { acceptedSecrets } from './accepted-secrets.ts';
import type { Configuration } from './read-configuration.ts';

const secretName =
  /token|secret|passw|credential|authorization|cookie|api_?key|private_?key|jwt$|pat$/i;

/**
 * Every value of the configuration that must not be seen in a log: keys, webhook secrets, and the options
 * of sources whose names say that they are secret.
 */
export function secretValues({ settings, config }: Configuration): readonly string[] {
  const { apiKey, databaseUrl } = settings;
  return [
    ...[apiKey.value ?? [], passwordOf(databaseUrl.value) ?? []].flat(),
    ...acceptedSecrets(settings, config).map(({ value }) => value),
    ...config.notify.webhooks.map(({ secret }) => secret),
    ...(config.notify.slack ? [config.notify.slack.token] : []),
    ...config.sources.flatMap(({ config: options }) => secretOptions(options, false)),
  ];
}

function passwordOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : URL.parse(address)?.password;
}

/** Whatever lies below a secret name is secret. */
function secretOptions(value: unknown, isSecret: boolean): readonly string[] {
  if (typeof value === 'string') return isSecret ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    secretOptions(inner, isSecret || (!Array.isArray(value) && secretName.test(name))),
  );
}
