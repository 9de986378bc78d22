import type { Json } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import { sha256 } from '#util/sha256.ts';

/** An event that asks for the eval of a suite. */
export interface EvalWish {
  /** Of the message in the inbox; the run is recorded with it. */
  readonly id: string;
  readonly event: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of the event, where it names one; so is `agentId`. */
  readonly dataSourceId: string | undefined;
  readonly agentId: string | undefined;
}

/**
 * Which events asked for a suite and have had no run yet. Each is an entry of its own: whoever adds one
 * takes nothing away from another worker that does the same, as a list in a job would.
 */
export interface EvalWishes {
  add(suitePath: string, wish: EvalWish): Promise<void>;
  /** Oldest first. */
  list(suitePath: string): Promise<readonly EvalWish[]>;
  /** Forgets those that a run has answered. */
  settle(suitePath: string, wishes: readonly EvalWish[]): Promise<void>;
}

export function createEvalWishes(notebook: Notebook): EvalWishes {
  const prefixOf = (suitePath: string) => `wish/${sha256(suitePath).slice(0, 16)}/`;
  return {
    async add(suitePath, { id, event, at, dataSourceId = null, agentId = null }) {
      const key = `${prefixOf(suitePath)}${id}`;
      const value = { event, at, data_source_id: dataSourceId, agent_id: agentId };
      await notebook.write({ put: [{ key, value }] });
    },
    async list(suitePath) {
      const prefix = prefixOf(suitePath);
      const wishes: EvalWish[] = [];
      for await (const { key, value } of notebook.entries(prefix)) {
        wishes.push(readWish(key.slice(prefix.length), value));
      }
      return wishes.sort((a, b) => a.at - b.at);
    },
    async settle(suitePath, wishes) {
      const prefix = prefixOf(suitePath);
      if (wishes.length > 0) await notebook.write({ remove: wishes.map(({ id }) => prefix + id) });
    },
  };
}

function readWish(id: string, value: Json): EvalWish {
  // Written by `add` alone.
  const {
    event,
    at,
    data_source_id: dataSourceId,
    agent_id: agentId,
  } = value as {
    readonly event: string;
    readonly at: number;
    readonly data_source_id: string | null;
    readonly agent_id: string | null;
  };
  return { id, event, at, dataSourceId: dataSourceId ?? undefined, agentId: agentId ?? undefined };
}
