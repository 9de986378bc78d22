import { needsAttention, readStatus } from '../../status/read-status.ts';
import { renderStatus } from '../../status/render-status.ts';
import { statusToJson } from '../../status/status-to-json.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

export interface StatusFlags extends ProjectFlags {
  readonly json?: boolean;
  /** Exit 1 when a person should do something. */
  readonly check?: boolean;
}

/** `twigkit status`: how fresh each source is and what waits, out of the store; nothing has to run. */
export async function status(flags: StatusFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const store = await project.openStore();
  try {
    const { sources } = project.configuration.config;
    const now = await readStatus(store, sources, world.clock);
    world.out(flags.json ? JSON.stringify(statusToJson(now)) : renderStatus(now));
    return flags.check && needsAttention(now) ? 1 : 0;
  } finally {
    await store.close();
  }
}
