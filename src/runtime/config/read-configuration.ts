import type { Config } from './config.ts';
import type { Vocabulary } from './config-schema.ts';
import { type FoundConfig, findConfig } from './find-config.ts';
import { referencedVariables } from './interpolate.ts';
import { loadConfig } from './load-config.ts';
import { type ModelsConfig, modelVariables, resolveModels } from './models-config.ts';
import { readEnvironment, type Variables } from './read-environment.ts';
import type { ReadText } from './read-text.ts';
import { resolveSettings, type SettingFlags, type Settings } from './resolve-settings.ts';
import { settingSources } from './setting-sources.ts';

export interface ConfigurationRequest extends Partial<Vocabulary> {
  /** What `--config` says. */
  readonly configPath?: string | undefined;
  readonly flags?: SettingFlags;
  readonly env: Variables;
  readonly cwd: string;
  readonly readFile: ReadText;
}

export interface Configuration {
  /** Undefined: there is no file, and `config` is all defaults. */
  readonly file: FoundConfig | undefined;
  readonly config: Config;
  readonly settings: Settings;
  /** Of the embedded server: the environment's word before the file's. */
  readonly models: ModelsConfig;
}

/**
 * Everything that a command needs to know before it starts: finds and reads `twigkit.yaml`, and settles
 * what is in force. `NAME_FILE` works for the settings and for every `${NAME}` in the file.
 *
 * @throws FixInputError for whatever a person has to correct; nothing has happened then.
 *
 * @example
 * const { config, settings } = await readConfiguration({
 *   env: process.env, cwd: process.cwd(), readFile: (path) => readFile(path, 'utf8'),
 * });
 */
export async function readConfiguration(request: ConfigurationRequest): Promise<Configuration> {
  const { configPath, flags = {}, env, cwd, readFile, ...vocabulary } = request;
  const file = await findConfig({ cwd, path: configPath, readFile });
  const text = file?.text ?? '';
  const names = [
    ...Object.values(settingSources).map(({ variable }) => variable),
    ...Object.values(modelVariables),
    ...referencedVariables(text),
  ];
  const environment = await readEnvironment({ env, cwd, readFile, names });
  const fileName = file?.fileName ?? 'twigkit.yaml';
  const config = loadConfig({ text, fileName, env: environment.values, ...vocabulary });
  const settings = resolveSettings({ flags, environment, config, fileName });
  return { file, config, settings, models: resolveModels(config.models, environment) };
}
