import type { InboxMessage } from '#core/inbox.ts';
import { loadProject, type ProjectFlags } from '../../../load-project.ts';
import type { ExitCode, World } from '../../../world.ts';
import { type FilterFlags, readFilter } from './message-filter.ts';
import { messageJson, messageLine } from './message-text.ts';

export interface ListFlags extends ProjectFlags, FilterFlags {
  readonly json?: boolean;
}

/** `twigkit webhook inbox ls`: stored deliveries, newest first. */
export async function listMessages(flags: ListFlags, world: World): Promise<ExitCode> {
  const filter = readFilter(flags, world.clock.now());
  const project = await loadProject(flags, world);
  const store = await project.openStore();
  try {
    let count = 0;
    for await (const message of store.inbox.list(filter)) {
      world.signal.throwIfAborted();
      count += 1;
      world.out(flags.json ? JSON.stringify(messageJson(message)) : messageLine(message));
    }
    if (!flags.json) world.err(await summary(count, () => store.inbox.countByState()));
    return 0;
  } finally {
    await store.close();
  }
}

async function summary(
  shown: number,
  count: () => Promise<Readonly<Record<InboxMessage['state'], number>>>,
): Promise<string> {
  const counts = Object.entries(await count()).map(([state, many]) => `${many} ${state}`);
  return `${shown} shown; in the inbox: ${counts.join(', ')}`;
}
