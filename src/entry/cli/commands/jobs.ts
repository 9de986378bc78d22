import { FixInputError } from '#core/errors.ts';
import type { DeadJob, Queue } from '#core/queue.ts';
import { plural } from '#util/plural.ts';
import { deadJobToJson } from '../../status/status-to-json.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

export interface JobsFlags extends ProjectFlags {
  readonly all?: boolean;
  readonly json?: boolean;
}

export type JobsAction = 'dead' | 'retry' | 'discard';

/** `twigkit jobs`: shows the jobs that were given up, lets them be tried again, or forgets them. */
export async function jobs(
  action: JobsAction,
  ids: readonly string[],
  flags: JobsFlags,
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  if (action !== 'dead') refuseUnclear(action, ids, flags);
  const store = await project.openStore();
  try {
    const { queue } = store;
    if (action === 'dead') return await showDead(queue, flags, world);
    const chosen = flags.all ? await everyDead(queue) : ids;
    return await act(action, chosen, queue, world);
  } finally {
    await store.close();
  }
}

async function showDead(queue: Queue, { json }: JobsFlags, world: World): Promise<ExitCode> {
  let count = 0;
  for await (const job of queue.dead()) {
    count += 1;
    world.out(json ? JSON.stringify(deadJobToJson(job)) : deadLine(job));
  }
  if (count === 0 && !json) world.err('No job was given up.');
  return 0;
}

function deadLine({ id, kind, key, attempts, reason, diedAt }: DeadJob): string {
  const when = new Date(diedAt).toISOString();
  return `${id}  ${key ?? kind}  ${when}  after ${plural(attempts, 'failure')}: ${reason}`;
}

/** All are read before the first is changed: the list would shift under its reader. */
async function everyDead(queue: Queue): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of queue.dead()) ids.push(id);
  return ids;
}

async function act(
  action: 'retry' | 'discard',
  ids: readonly string[],
  queue: Queue,
  world: World,
): Promise<ExitCode> {
  let missing = 0;
  for (const id of ids) {
    if (await (action === 'retry' ? queue.revive(id) : queue.discard(id))) continue;
    missing += 1;
    world.err(`There is no dead job ${id}. "twigkit jobs" lists them.`);
  }
  const done = plural(ids.length - missing, 'job');
  world.out(action === 'retry' ? `${done} due now: a worker takes them` : `${done} forgotten`);
  return missing === 0 ? 0 : 1;
}

function refuseUnclear(action: string, ids: readonly string[], { all = false }: JobsFlags): void {
  if (all !== ids.length > 0) return;
  throw new FixInputError(
    all ? `Both --all and single jobs were named.` : `No job was named to ${action}.`,
    {
      code: 'jobs_unclear',
      hint: `Write "twigkit jobs ${action} ID…" or "twigkit jobs ${action} --all". "twigkit jobs" lists them.`,
    },
  );
}
