import { userInfo } from 'node:os';
import { FixInputError } from '#core/errors.ts';
import type { Inbox, MessageFilter } from '#core/inbox.ts';
import { webhookJob } from '../../../../receiver/webhook-job.ts';
import { loadProject, type ProjectFlags } from '../../../load-project.ts';
import type { ExitCode, World } from '../../../world.ts';
import { type FilterFlags, readFilter } from './message-filter.ts';
import { messageLine } from './message-text.ts';
import { unknownMessage } from './show-message.ts';

export interface ReplayFlags extends ProjectFlags, FilterFlags {
  readonly yes?: boolean;
  readonly why?: string;
  readonly by?: string;
}

/**
 * `twigkit webhook inbox replay`: hands stored deliveries on once more, by id or by filter. Without
 * `--yes` it only shows which. Their order is that of their receipt.
 */
export async function replayMessages(
  ids: readonly string[],
  flags: ReplayFlags,
  world: World,
): Promise<ExitCode> {
  const filter = readFilter(flags, world.clock.now());
  const filtered = Object.values(filter).some((condition) => condition !== undefined);
  if (ids.length === 0 && !filtered) {
    throw new FixInputError('It is not said which deliveries to replay.', {
      code: 'replay_of_what',
      hint: 'Name ids, or a filter: --state dead, --event agent.updated, --since 2h.',
    });
  }
  if (ids.length > 0 && filtered) {
    throw new FixInputError('Both ids and a filter are given.', {
      code: 'replay_of_what',
      hint: 'Name either ids or a filter, not both.',
    });
  }
  if (flags.yes && flags.why === undefined) {
    throw new FixInputError('A replay needs its reason, which is kept with each message.', {
      code: 'replay_why',
      hint: 'Say why: --why "agent restored".',
    });
  }
  const project = await loadProject(flags, world);
  const store = await project.openStore();
  try {
    const messages = await (ids.length > 0
      ? byId(store.inbox, ids)
      : byFilter(store.inbox, filter));
    if (messages.length === 0) {
      world.err('Nothing matches: nothing to replay.');
      return 0;
    }
    for (const { id, line } of messages) {
      world.signal.throwIfAborted();
      if (flags.yes) {
        await store.inbox.replay(id, {
          at: world.clock.now(),
          by: flags.by ?? userInfo().username,
          why: flags.why ?? '',
          job: webhookJob(id),
        });
      }
      world.out(line);
    }
    world.err(
      flags.yes
        ? `${messages.length} queued again; "twigkit receive", "worker" or "up" works on them.`
        : `${messages.length} would be replayed. Add --yes --why "…" to do it.`,
    );
    return 0;
  } finally {
    await store.close();
  }
}

interface Chosen {
  readonly id: string;
  readonly line: string;
}

async function byId(inbox: Inbox, ids: readonly string[]): Promise<readonly Chosen[]> {
  const chosen: Chosen[] = [];
  for (const id of ids) {
    const message = await inbox.get(id);
    if (message === undefined) throw unknownMessage(id);
    chosen.push({ id, line: messageLine(message) });
  }
  return chosen;
}

/** Chosen before the first is replayed, for a replay may move a message out of the filter; without bodies. */
async function byFilter(inbox: Inbox, filter: MessageFilter): Promise<readonly Chosen[]> {
  const chosen: Chosen[] = [];
  for await (const message of inbox.list(filter)) {
    chosen.push({ id: message.id, line: messageLine(message) });
  }
  return chosen.reverse();
}
