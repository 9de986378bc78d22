import type { EvalHistory } from '#core/eval-history.ts';
import type { Notebook } from '#core/notebook.ts';
import { sha256 } from '#util/sha256.ts';

export interface EvalTurn {
  readonly suitePath: string;
  readonly agentId: string | undefined;
  /** Runs at the same time, over all workers that share the notebook. */
  readonly concurrency: number;
}

/**
 * Runs one eval when it is its turn: one at a time of each agent, and no more than so many in all. A
 * suite always waits in the same place, so that turns are taken without a count.
 */
export function takeEvalTurn<Result>(
  notebook: Notebook,
  { suitePath, agentId, concurrency }: EvalTurn,
  work: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const place = Number.parseInt(sha256(suitePath).slice(0, 8), 16) % concurrency;
  const withAgent = (held: AbortSignal) =>
    agentId === undefined ? work(held) : notebook.exclusively(`agent ${agentId}`, work, held);
  return notebook.exclusively(`place ${place}`, withAgent, signal);
}

const dayMs = 24 * 3_600_000;

/** What marks a run that events have started. */
export const causedByEvents = 'events';

/**
 * When the next run may begin, in epoch milliseconds: now, unless events have started as many within 24
 * hours as a day may have. A duplicate that was answered from the history is no run.
 */
export async function budgetFreeAt(
  history: Pick<EvalHistory, 'list'>,
  runsPerDay: number,
  now: number,
): Promise<number> {
  let count = 0;
  for await (const { startedAt, cause } of history.list()) {
    if (startedAt <= now - dayMs) break;
    if (!cause?.startsWith(causedByEvents)) continue;
    count += 1;
    if (count === runsPerDay) return startedAt + dayMs;
  }
  return now;
}
