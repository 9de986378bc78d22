import type { Finding } from '#core/connector.ts';
import { createHttp } from '#http/create-http.ts';
import { connectTwig } from '../../connect-twig.ts';
import { checkDelivery } from '../../doctor/check-delivery.ts';
import { checkWebhookSecrets } from '../../doctor/check-webhooks.ts';
import { type Checkup, gatherFindings, isSound } from '../../doctor/checkup.ts';
import { checkupsToJson, renderCheckups } from '../../doctor/render-checkups.ts';
import { openStore, type Store } from '../../open-store.ts';
import { connectSource, type SourceDescription } from '../../sync-source.ts';
import { loadProject, type Project, type ProjectFlags } from '../load-project.ts';
import { selectSources } from '../select-sources.ts';
import type { ExitCode, World } from '../world.ts';

export interface DoctorFlags extends ProjectFlags {
  readonly json?: boolean;
}

/** Of one source; who waits longer has found that it does not answer. */
const checkLimitMs = 120_000;

/**
 * `twigkit doctor`: tries everything that a sync needs (the data folder, Twig, webhook secrets, each
 * permission of each source), reads no content and changes no document. 1 when something is missing.
 */
export async function doctor(
  names: readonly string[],
  flags: DoctorFlags,
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const sources = names.length === 0 ? project.sources : selectSources(names, project, world);
  const checkups: Checkup[] = [];
  const add = async (name: string, check: () => AsyncIterable<Finding> | Iterable<Finding>) => {
    checkups.push({ name, findings: await gatherFindings(`check ${name}`, check, world.signal) });
  };
  const { config, settings } = project.configuration;
  let store: Store | undefined;
  await add('data folder', async function* () {
    const databaseUrl = settings.databaseUrl.value;
    store = await openStore({ dataDir: project.dataDir, databaseUrl, clock: world.clock });
    const place = databaseUrl === undefined ? project.dataDir : 'the PostgreSQL database';
    yield { ok: true, subject: `open the state in ${place}` };
  });
  try {
    await add('Twig', () => checkTwig(project, sources, world));
    await add('webhooks', () => checkWebhookSecrets(config.webhooks.secrets, world.clock.now()));
    // Without the state a token that is exchanged could not be kept, and would be lost.
    const { notebook } = store ?? {};
    if (notebook) {
      for (const source of sources) {
        await add(`${source.name} (${source.type})`, () => checkSource(source, notebook, world));
      }
    }
  } finally {
    await store?.close();
  }
  world.out(flags.json ? JSON.stringify(checkupsToJson(checkups)) : renderCheckups(checkups));
  return isSound(checkups) ? 0 : 1;
}

async function* checkTwig(
  project: Project,
  sources: readonly SourceDescription[],
  world: World,
): AsyncGenerator<Finding> {
  const { settings, config } = project.configuration;
  const twig = await connectTwig({
    baseUrl: settings.baseUrl.value,
    apiKey: settings.apiKey.value,
    dataDir: project.dataDir,
    clock: world.clock,
    note: () => {},
  });
  try {
    yield { ok: true, subject: `connect to ${twig.label}` };
    await twig.client.dataSources.list({ limit: 1 }, { signal: world.signal });
    yield { ok: true, subject: 'list data sources with the API key' };
    // The embedded server takes everything.
    if (settings.baseUrl.value === undefined) return;
    const how = { client: twig.client, publishAt: config.publish.url, signal: world.signal };
    for (const source of sources) yield await checkDelivery(source, how);
  } finally {
    await twig.close();
  }
}

async function* checkSource(
  source: SourceDescription,
  notebook: Store['notebook'],
  world: World,
): AsyncGenerator<Finding> {
  const http = createHttp();
  const signal = AbortSignal.any([world.signal, AbortSignal.timeout(checkLimitMs)]);
  try {
    const connected = await connectSource(source, {
      http,
      clock: world.clock,
      signal,
      privateHosts: 'seed',
      notebook: notebook(`${source.type} ${source.name}`),
    });
    if (connected.check) yield* connected.check();
    else yield { ok: true, subject: 'this kind of source has nothing to check' };
  } finally {
    await http.close();
  }
}
