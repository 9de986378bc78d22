import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { connectors } from '#connectors';
import type { JsonObject } from '#core/json.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import { type Configuration, readConfiguration } from '#runtime/config/read-configuration.ts';
import { type SignatureScheme, signatureSchemes } from '#webhook/scheme.ts';
import { suiteFiles } from '../evals/evaluate-suite.ts';
import { openWorkspace, type Workspace } from '../open-workspace.ts';
import type { ReceiverSuite } from '../receiver/start-receiver.ts';
import type { SourceDescription } from '../sync-source.ts';
import type { World } from './world.ts';

/** Flags that every command takes. */
export interface ProjectFlags {
  readonly config?: string;
  readonly data?: string;
  readonly baseUrl?: string;
}

/** The configuration in force, and how to work with it. */
export interface Project {
  readonly configuration: Configuration;
  /** Absolute. */
  readonly dataDir: string;
  readonly sources: readonly SourceDescription[];
  readonly suites: readonly ReceiverSuite[];
  /** How the sender signs its webhooks. */
  readonly scheme: SignatureScheme;
  open(note: (text: string) => void): Promise<Workspace>;
}

/**
 * Reads the configuration for a command. Nothing is opened yet.
 *
 * @throws FixInputError for whatever a person has to correct.
 */
export async function loadProject(flags: ProjectFlags, world: World): Promise<Project> {
  const configuration = await readConfiguration({
    configPath: flags.config,
    flags: { baseUrl: flags.baseUrl, dataDir: flags.data },
    sourceTypes: Object.keys(connectors),
    webhookSchemes: Object.keys(signatureSchemes),
    env: world.env,
    cwd: world.cwd,
    readFile: (path) => readFile(path, 'utf8'),
  });
  const { config, settings, file } = configuration;
  const folder = file?.folder ?? world.cwd;
  const dataDir = resolve(world.cwd, settings.dataDir.value);
  return {
    configuration,
    dataDir,
    sources: config.sources.map((source) => describeSource(source, folder)),
    suites: config.suites.map(({ path, baseline, on }) => ({
      ...suiteFiles(folder, path, baseline),
      on,
    })),
    scheme: schemes.get(config.webhooks.scheme) ?? signatureSchemes.twig,
    async open(note) {
      if (settings.databaseUrl.value !== undefined) {
        note(
          `note     this version keeps its state in SQLite; ${settings.databaseUrl.origin.name} is not used`,
        );
      }
      return openWorkspace({
        baseUrl: settings.baseUrl.value,
        apiKey: settings.apiKey.value,
        dataDir,
        chunking: config.chunking,
        clock: world.clock,
        note,
      });
    },
  };
}

const schemes: ReadonlyMap<string, SignatureScheme> = new Map(Object.entries(signatureSchemes));

function describeSource(source: SourceConfig, folder: string): SourceDescription {
  return {
    name: source.name,
    type: source.type,
    // The connector parses its own options; YAML gives nothing that JSON could not hold.
    config: {
      ...(source.config as JsonObject),
      ...(source.public === undefined ? {} : { public: source.public }),
    },
    folder,
    // The API knows four names; a cron line is kept by whoever runs the schedule.
    syncFrequency: typeof source.syncFrequency === 'string' ? source.syncFrequency : 'manual',
    delivery: source.delivery,
    namespace: source.namespace,
    anchors: source.anchors,
    restricted: source.restricted,
  };
}
