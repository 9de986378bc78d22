import { acceptedSecrets } from './accepted-secrets.ts';
import type { Configuration } from './read-configuration.ts';
import { secretName } from './secret-name.ts';

/**
 * Every value of the configuration that must not be seen in a log: keys, webhook secrets, and the options
 * of sources whose names say that they are secret.
 */
export function secretValues({ settings, config, models }: Configuration): readonly string[] {
  const { apiKey, baseUrl, databaseUrl } = settings;
  const { chat, embeddings, rerank } = models;
  return [
    ...[apiKey.value, passwordOf(baseUrl.value), passwordOf(databaseUrl.value)].flatMap(given),
    ...[chat, embeddings, rerank].flatMap((model) => given(model?.apiKey)),
    ...acceptedSecrets(settings, config).map(({ value }) => value),
    ...config.notify.webhooks.map(({ secret }) => secret),
    ...(config.notify.slack ? [config.notify.slack.token] : []),
    ...config.sources.flatMap(({ config: options }) => secretOptions(options, false)),
  ];
}

function given(value: string | undefined): readonly string[] {
  return value ? [value] : [];
}

function passwordOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : URL.parse(address)?.password;
}

/** Whatever lies below a secret name is secret. */
function secretOptions(value: unknown, isSecret: boolean): readonly string[] {
  if (typeof value === 'string') return isSecret ? withBareToken(value) : given(passwordOf(value));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    secretOptions(inner, isSecret || (!Array.isArray(value) && secretName.test(name))),
  );
}

/** `Bearer abc` is a secret, and `abc` alone is the same one. */
function withBareToken(value: string): readonly string[] {
  const token = /^[A-Za-z]+ +(\S+)$/.exec(value)?.[1];
  return token === undefined ? [value] : [value, token];
}
