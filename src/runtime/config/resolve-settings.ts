import { FixInputError } from '#core/errors.ts';
import type { Config } from './config.ts';
import { isHttpAddress } from './http-address.ts';
import type { Environment } from './read-environment.ts';
import { type SettingName, settingSources } from './setting-sources.ts';

/** A value and where it was said. */
export interface Setting<Value> {
  readonly value: Value;
  readonly origin: Origin;
}

export interface Origin {
  readonly by: 'flag' | 'environment' | 'file' | 'config' | 'default';
  /** `--data`; `TWIG_API_KEY`; `TWIG_API_KEY_FILE=/run/secrets/key`; `twigkit.yaml (api.base_url)`; `default`. */
  readonly name: string;
}

export interface Settings {
  /** Undefined: the embedded server. */
  readonly baseUrl: Setting<string | undefined>;
  readonly apiKey: Setting<string | undefined>;
  /** What signs; the first of `twigkit.yaml` where it lists several. What is accepted: `acceptedSecrets`. */
  readonly webhookSecret: Setting<string | undefined>;
  /** As it was said: relative to the working directory. */
  readonly dataDir: Setting<string>;
  /** A PostgreSQL address; undefined: SQLite in the data folder. */
  readonly databaseUrl: Setting<string | undefined>;
}

/** What the command line or the Action's inputs say; an empty one counts as not said. */
export type SettingFlags = { readonly [Name in SettingName]?: string | undefined };

export interface SettingsRequest {
  readonly flags: SettingFlags;
  readonly environment: Environment;
  readonly config: Config;
  /** How messages name the configuration file. */
  readonly fileName?: string | undefined;
}

/**
 * What is in force: flag before environment before `twigkit.yaml` before default. A variable that is
 * set but empty counts as not set, but for the webhook secret, where empty would mean no protection.
 *
 * @throws FixInputError for an empty webhook secret, or an address that is none.
 */
export function resolveSettings(request: SettingsRequest): Settings {
  const { config } = request;
  refuseEmptySecret(request);
  const baseUrl = say('baseUrl', request, config.api.baseUrl);
  const databaseUrl = say('databaseUrl', request, undefined);
  refuseUnless(isHttpAddress, baseUrl, {
    code: 'base_url',
    expected: 'no http or https address',
    hint: 'Write one such as https://api.twig.so, or unset it to work with the embedded server.',
  });
  refuseUnless(isPostgresAddress, databaseUrl, {
    code: 'database_url',
    expected: 'no address of a PostgreSQL database',
    hint: 'Write postgres://user:password@host:5432/name, or unset it to keep state in SQLite.',
  });
  const dataDir = say('dataDir', request, undefined);
  return {
    baseUrl,
    apiKey: say('apiKey', request, config.api.apiKey),
    webhookSecret: say('webhookSecret', request, config.webhooks.secrets[0]?.value),
    dataDir: { value: dataDir.value ?? '.twigkit', origin: dataDir.origin },
    databaseUrl,
  };
}

function say(
  name: SettingName,
  { flags, environment, fileName }: SettingsRequest,
  configured: string | undefined,
): Setting<string | undefined> {
  const { flag, variable, key } = settingSources[name];
  const flagged = flags[name];
  if (flagged) return { value: flagged, origin: { by: 'flag', name: flag } };
  const value = environment.values[variable];
  const file = environment.files[variable];
  if (value && file) return { value, origin: { by: 'file', name: `${variable}_FILE=${file}` } };
  if (value) return { value, origin: { by: 'environment', name: variable } };
  if (configured) {
    const place = `${fileName ?? 'twigkit.yaml'} (${key})`;
    return { value: configured, origin: { by: 'config', name: place } };
  }
  return { value: undefined, origin: { by: 'default', name: 'default' } };
}

function refuseEmptySecret({ flags, environment }: SettingsRequest): void {
  const { flag, variable } = settingSources.webhookSecret;
  const said = flags.webhookSecret ?? environment.values[variable];
  if (said === undefined || said.trim() !== '') return;
  throw new FixInputError(
    `${flags.webhookSecret === undefined ? variable : flag} is set but empty.`,
    {
      code: 'webhook_secret_empty',
      hint: 'With an empty secret anyone could sign. Give it the value that Twig signs with, or unset it.',
    },
  );
}

interface Refusal {
  readonly code: string;
  readonly expected: string;
  readonly hint: string;
}

/** The value is not repeated: addresses may hold passwords. */
function refuseUnless(
  accept: (value: string) => boolean,
  { value, origin }: Setting<string | undefined>,
  { code, expected, hint }: Refusal,
): void {
  if (value === undefined || accept(value)) return;
  throw new FixInputError(`The value of ${origin.name} is ${expected}.`, { code, hint });
}

function isPostgresAddress(value: string): boolean {
  return /^postgres(ql)?:\/\//i.test(value) && URL.canParse(value);
}
