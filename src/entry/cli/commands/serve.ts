import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import type { PlanName } from '#twig/server/plan-limits.ts';
import { searchThreadCount } from '../../embedded/search-thread-count.ts';
import type { ServeOptions } from '../../embedded/serve-options.ts';
import { listen } from '../../listen.ts';
import { openMetrics } from '../../operations/open-metrics.ts';
import { withMetrics } from '../../operations/with-metrics.ts';
import { untilAborted } from '../../until-aborted.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

export interface ListenFlags extends ProjectFlags {
  readonly port: number;
  readonly host: string;
}

export interface ServeFlags extends ListenFlags {
  readonly profile?: 'full' | 'documented';
  readonly plan?: PlanName;
  readonly behindProxy?: boolean;
  readonly cors?: readonly string[];
  readonly allowPrivate?: boolean;
  readonly webhookHost?: readonly string[];
  readonly files?: string;
  /** False with `--no-kb-search`. */
  readonly kbSearch?: boolean;
}

/** `twigkit serve`: the embedded Twig server, until it is told to stop. */
export async function serve(flags: ServeFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  refuseBaseUrl(project.configuration.settings.baseUrl.value);
  const options = serveOptions(flags, world.cwd);
  const workspace = await project.open((text) => world.err(text), undefined, options);
  const { embedded } = workspace.twig;
  if (!embedded) return 1;
  const { server } = embedded;
  try {
    const listener = await listen({
      fetch: withMetrics(server.fetch, openMetrics(workspace.store, [], world.clock)),
      port: flags.port,
      hostname: flags.host,
    });
    world.out(`serving  ${listener.url}`);
    world.err(
      `         TWIG_BASE_URL=${listener.url} and its key as TWIG_API_KEY make the other commands use it. Ctrl-C stops.`,
    );
    const background = server.runBackground(world.signal);
    await untilAborted(world.signal);
    // The port stays open until the work has ended: meanwhile callers are told when to come again.
    server.beginClosing();
    await background;
    await listener.close();
    return 0;
  } finally {
    await workspace.close();
  }
}

function serveOptions(flags: ServeFlags, cwd: string): ServeOptions {
  const {
    profile = 'full',
    plan,
    behindProxy,
    allowPrivate,
    webhookHost,
    files,
    cors = [],
  } = flags;
  return {
    profile,
    ...(plan && { plan }),
    behindProxy: behindProxy ?? false,
    corsOrigins: cors.map(originOf),
    allowPrivate: allowPrivate ?? false,
    webhookHosts: webhookHost ?? [],
    filesDir: files === undefined ? undefined : existingFolder(resolve(cwd, files)),
    searchArticles: flags.kbSearch ?? true,
    searchThreads: searchThreadCount(),
  };
}

function originOf(text: string): string {
  if (text === '*') return text;
  const url = URL.parse(text);
  if (url && url.origin !== 'null' && url.href === `${url.origin}/`) return url.origin;
  throw new FixInputError(`--cors names ${text}, which is not an origin.`, {
    code: 'cors_origin',
    hint: 'Write scheme, host and port, such as https://app.example.com, or "*" for all.',
  });
}

function existingFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new FixInputError(`--files names ${folder}, which is not a folder.`, {
    code: 'folder_missing',
    hint: 'Name an existing folder; file data sources made over the API may read it and nothing else.',
  });
}

/** A server of our own and one somewhere else exclude each other. */
export function refuseBaseUrl(baseUrl: string | undefined): void {
  if (baseUrl === undefined) return;
  throw new FixInputError(
    `This command runs the embedded server, but a base URL is set: ${baseUrl}.`,
    {
      code: 'base_url_set',
      hint: 'Unset TWIG_BASE_URL (and api.base_url in twigkit.yaml), or use "twigkit sync" and "twigkit receive".',
    },
  );
}
