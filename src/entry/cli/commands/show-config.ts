import { explainConfig } from '#runtime/config/explain-config.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

/** `twigkit config`: what is in force and who said it, secrets masked. */
export async function showConfig(flags: ProjectFlags, world: World): Promise<ExitCode> {
  const { configuration } = await loadProject(flags, world);
  world.out(explainConfig(configuration).trimEnd());
  return 0;
}
