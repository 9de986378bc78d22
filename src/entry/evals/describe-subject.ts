import type { RunSubject } from '#evals/record-run.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { sha256 } from '#util/sha256.ts';
import packageJson from '../../../package.json' with { type: 'json' };

export interface SubjectOptions {
  readonly client: TwigClient;
  /** The server, for people and for the id of the run. */
  readonly label: string;
  readonly agentId: string | undefined;
  readonly cause: string | undefined;
}

/** Asking each of more data sources for its state would cost more than it saves. */
const mostDataSources = 50;

/** What a run is put to, as far as the server tells. A server that does not is no error. */
export async function describeSubject(
  { client, label, agentId, cause }: SubjectOptions,
  signal: AbortSignal,
): Promise<RunSubject> {
  return {
    server: label,
    agentVersion: await unlessRefused(() => agentVersion(client, agentId, signal), signal),
    indexState: await unlessRefused(() => indexState(client, signal), signal),
    runner: `twigkit ${packageJson.version}`,
    cause,
  };
}

async function agentVersion(
  client: TwigClient,
  agentId: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (agentId === undefined) return undefined;
  return (await client.agents.get(agentId, { signal })).updatedAt;
}

async function indexState(client: TwigClient, signal: AbortSignal): Promise<string | undefined> {
  const states: string[] = [];
  for await (const { entries: dataSources } of client.dataSources.pages({}, { signal })) {
    for (const { id, status, documentCount, chunkCount, lastSyncedAt } of dataSources) {
      if (states.length === mostDataSources) return undefined;
      const { seq } = await client.dataSources.manifest(id, { limit: 1 }, { signal });
      states.push([id, seq, status, documentCount, chunkCount, lastSyncedAt].join(' '));
    }
  }
  return sha256(states.sort().join('\n')).slice(0, 24);
}

/** A key without the scope, or a server without the call: then it is not known. */
async function unlessRefused<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
