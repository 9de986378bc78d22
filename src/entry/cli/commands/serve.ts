import { FixInputError } from '#core/errors.ts';
import { listen } from '../../listen.ts';
import { untilAborted } from '../../until-aborted.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

export interface ListenFlags extends ProjectFlags {
  readonly port: number;
  readonly host: string;
}

/** `twigkit serve`: the embedded Twig server, until it is told to stop. */
export async function serve(flags: ListenFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  refuseBaseUrl(project.configuration.settings.baseUrl.value);
  const workspace = await project.open((text) => world.err(text));
  const { embedded } = workspace.twig;
  if (!embedded) return 1;
  try {
    const listener = await listen({
      fetch: embedded.server.fetch,
      port: flags.port,
      hostname: flags.host,
    });
    world.out(`serving  ${listener.url}`);
    world.err(
      `         TWIG_BASE_URL=${listener.url} makes the other commands use it. Ctrl-C stops.`,
    );
    const delivering = embedded.server.deliverWebhooks(world.signal);
    await untilAborted(world.signal);
    await listener.close();
    await delivering;
    return 0;
  } finally {
    await workspace.close();
  }
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
