import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { connectors } from '#connectors';
import { FixInputError } from '#core/errors.ts';
import { type Configuration, readConfiguration } from '#runtime/config/read-configuration.ts';
import type { OnWait } from '#twig/sdk/client.ts';
import { type SignatureScheme, signatureSchemes } from '#webhook/scheme.ts';
import { describeSource } from '../describe-source.ts';
import type { ServeOptions } from '../embedded/serve-options.ts';
import { suiteFiles } from '../evals/evaluate-suite.ts';
import { openStore, type Store } from '../open-store.ts';
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
  /** @param onWait told of every wait for the API, instead of a note. */
  /** `serve` tells how the embedded server serves others than this process. */
  open(note: (text: string) => void, onWait?: OnWait, serve?: ServeOptions): Promise<Workspace>;
  /** The state alone. It must be there already. */
  openStore(): Promise<Store>;
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
    // Who calls a command owns the file; its connectors run with their rights.
    ownConnectors: true,
    webhookSchemes: Object.keys(signatureSchemes),
    env: world.env,
    cwd: world.cwd,
    readFile: (path) => readFile(path, 'utf8'),
  });
  const { config, settings, file } = configuration;
  const folder = file?.folder ?? world.cwd;
  const dataDir = resolve(world.cwd, settings.dataDir.value);
  const suites = config.suites.map(({ path, baseline, on, agent }) => ({
    ...suiteFiles(folder, path, baseline),
    on,
    agentId: agent,
  }));
  return {
    configuration,
    dataDir,
    sources: config.sources.map((source) => describeSource(source, folder)),
    suites,
    scheme:
      config.webhooks.signature ?? schemes.get(config.webhooks.scheme) ?? signatureSchemes.twig,
    async open(note, onWait, serve) {
      return openWorkspace({
        baseUrl: settings.baseUrl.value,
        apiKey: settings.apiKey.value,
        dataDir,
        databaseUrl: settings.databaseUrl.value,
        chunking: config.chunking,
        clock: world.clock,
        note,
        onWait,
        publishAt: config.publish.url,
        serve: { suites, cwd: world.cwd, ...serve },
        models: configuration.models,
      });
    },
    async openStore() {
      const databaseUrl = settings.databaseUrl.value;
      if (databaseUrl === undefined) refuseMissingState(dataDir);
      return openStore({ dataDir, databaseUrl, clock: world.clock });
    },
  };
}

/** What only looks must not make a data folder, least of all where a name was mistyped. */
function refuseMissingState(dataDir: string): void {
  if (existsSync(join(dataDir, 'state.db'))) return;
  throw new FixInputError(`There is no state in ${dataDir}: nothing has run there yet.`, {
    code: 'state_missing',
    hint: 'Start "twigkit worker" or "twigkit sync" first, or name the right folder with --data.',
  });
}

const schemes: ReadonlyMap<string, SignatureScheme> = new Map(Object.entries(signatureSchemes));
