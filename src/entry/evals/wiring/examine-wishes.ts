import { StopRunError } from '#core/errors.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import type { EvalWish } from './eval-wishes.ts';

/** What the API says of the things that events were about. Events are hints, and may be out of order. */
export type Examination =
  | { readonly is: 'wanted' }
  /** There is nothing to ask, and why. */
  | { readonly is: 'pointless'; readonly why: string }
  /** A data source is being read: its result would be gone in a moment. */
  | { readonly is: 'unsettled'; readonly why: string };

/** Asking each of more data sources for its state would cost more than it saves. */
const mostDataSources = 20;

/**
 * Reads the state of agent and data sources anew, before a suite is run.
 *
 * @param agentId of the suite; undefined for suites of the search alone.
 */
export async function examineWishes(
  client: Pick<TwigClient, 'agents' | 'dataSources'>,
  agentId: string | undefined,
  wishes: readonly EvalWish[],
  signal: AbortSignal,
): Promise<Examination> {
  const named = wishes.flatMap(({ dataSourceId }) => dataSourceId ?? []);
  let used: readonly string[] | undefined;
  if (agentId !== undefined) {
    const agent = await unlessMissing(client.agents.get(agentId, { signal }));
    if (agent === undefined) return { is: 'pointless', why: `there is no agent ${agentId}` };
    // An agent without a list uses every data source.
    used = agent.dataSourceIds?.length ? agent.dataSourceIds : undefined;
  }
  const concerns = (wish: EvalWish) => {
    if (agentId === undefined) return true;
    if (wish.agentId !== undefined) return wish.agentId === agentId;
    return wish.dataSourceId === undefined || (used?.includes(wish.dataSourceId) ?? true);
  };
  if (wishes.length > 0 && !wishes.some(concerns)) {
    return { is: 'pointless', why: `what changed is nothing that agent ${agentId} uses` };
  }
  const concerned = [...new Set(used ?? named)].slice(0, mostDataSources);
  for (const id of concerned) {
    const state = await unlessMissing(client.dataSources.status(id, { signal }));
    if (state?.status === 'processing') return { is: 'unsettled', why: `${id} is being read` };
  }
  return { is: 'wanted' };
}

/** What is not there any more, or a server does not tell, stops nothing. */
async function unlessMissing<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StopRunError) return undefined;
    throw error;
  }
}
