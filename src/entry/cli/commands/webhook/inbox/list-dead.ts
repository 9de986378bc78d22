import { loadProject, type ProjectFlags } from '../../../load-project.ts';
import type { ExitCode, World } from '../../../world.ts';
import { type FilterFlags, readFilter } from './message-filter.ts';
import { messageJson, messageLine } from './message-text.ts';

export interface DeadFlags extends ProjectFlags, Omit<FilterFlags, 'state'> {
  readonly json?: boolean;
}

/**
 * `twigkit webhook inbox dead`: what waits for a person: messages that could not be read, conflicts, and
 * messages whose job failed for good. 1 when there are any, so that a check can watch it.
 */
export async function listDead(flags: DeadFlags, world: World): Promise<ExitCode> {
  const now = world.clock.now();
  const filters = ['dead', 'conflict'].map((state) => readFilter({ ...flags, state }, now));
  const project = await loadProject(flags, world);
  const store = await project.openStore();
  const seen = new Set<string>();
  try {
    for (const filter of filters) {
      for await (const message of store.inbox.list(filter)) {
        seen.add(message.id);
        world.out(flags.json ? JSON.stringify(messageJson(message)) : messageLine(message));
      }
    }
    for await (const { kind, payload, reason } of store.queue.dead()) {
      if (kind !== 'webhook') continue;
      const message = await store.inbox.get(messageIdOf(payload));
      // Replayed meanwhile, perhaps with success; what is queued yet has only this job.
      if (message?.state !== 'queued' || seen.has(message.id)) continue;
      seen.add(message.id);
      const failed = { ...message, state: 'dead' as const, reason };
      world.out(flags.json ? JSON.stringify(messageJson(failed)) : messageLine(failed));
    }
    if (!flags.json) {
      world.err(
        seen.size === 0
          ? 'Nothing is dead.'
          : `${seen.size} wait for a person: "inbox show ID" shows one, "inbox replay ID" tries again.`,
      );
    }
    return seen.size === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}

function messageIdOf(payload: unknown): string {
  const id: unknown =
    typeof payload === 'object' && payload !== null && Reflect.get(payload, 'message_id');
  return typeof id === 'string' ? id : '';
}
