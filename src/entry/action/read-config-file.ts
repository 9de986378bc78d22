import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { connectors } from '#connectors';
import { readConfiguration } from '#runtime/config/read-configuration.ts';
import { secretValues } from '#runtime/config/secret-values.ts';
import { describeSource } from '../describe-source.ts';
import type { FileSettings } from './read-settings.ts';

/**
 * Reads the `twigkit.yaml` that the input `config` names. Whatever in it is secret goes to `mask`
 * before anything is logged.
 *
 * @throws FixInputError for whatever a person has to correct.
 */
export async function readConfigFile(
  path: string,
  {
    workspace,
    env,
    mask,
  }: {
    readonly workspace: string;
    readonly env: NodeJS.ProcessEnv;
    readonly mask: (secret: string) => void;
  },
): Promise<FileSettings> {
  const configuration = await readConfiguration({
    configPath: path,
    sourceTypes: Object.keys(connectors),
    env,
    cwd: workspace,
    readFile: (file) => readFile(file, 'utf8'),
  });
  for (const secret of secretValues(configuration)) if (secret !== '') mask(secret);
  const { config, settings, file } = configuration;
  const folder = file?.folder ?? workspace;
  return {
    folder,
    sources: config.sources.map((source) => describeSource(source, folder)),
    suites: config.suites.map((suite) => resolve(folder, suite.path)),
    chunking: config.chunking,
    apiKey: settings.apiKey.value,
    baseUrl: settings.baseUrl.value,
    action: config.action,
  };
}
