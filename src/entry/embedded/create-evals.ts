import { basename } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { Retriever } from '#core/retriever.ts';
import { createTwigAnswerer } from '#twig/sdk/answerer.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { createTwigRetriever } from '#twig/sdk/retriever.ts';
import type { Evals } from '#twig/server/run-eval-runs.ts';
import { evaluateSuite } from '../evals/evaluate-suite.ts';
import type { ReceiverSuite } from '../receiver/start-receiver.ts';

export interface CreateEvalsOptions {
  readonly suites: readonly ReceiverSuite[];
  /** A client of this server in the name of an organisation. */
  clientOf(organisation: string): TwigClient;
  readonly cwd: string;
  readonly clock: Clock;
}

/** Runs the configured suites, named as their files without the ending. */
export function createEvals({ suites, clientOf, cwd, clock }: CreateEvalsOptions): Evals {
  const bySuite = new Map(suites.map((suite) => [nameOf(suite), suite]));
  return {
    suiteNames: () => [...bySuite.keys()],
    async start({ suite, organisation, agentId, dataSourceIds }, signal) {
      const known = bySuite.get(suite);
      // Asked for before a restart with other suites.
      if (!known) throw new Error(`This server no longer runs a suite "${suite}".`);
      const client = clientOf(organisation);
      const { verdict } = await evaluateSuite(
        {
          files: agentId === undefined ? known : { ...known, agentId },
          cwd,
          retriever: within(createTwigRetriever(client), dataSourceIds),
          answerer: createTwigAnswerer(client),
          clock,
        },
        signal,
      );
      return {
        verdict: verdict.outcome,
        scores: Object.fromEntries(
          verdict.scores.map(({ name, value }) => [name, value ?? null] as const),
        ),
        findings: verdict.findings.map(({ message }) => message),
      };
    },
  };
}

function nameOf({ suitePath }: ReceiverSuite): string {
  return basename(suitePath).replace(/\.(ya?ml|json)$/i, '');
}

function within(retriever: Retriever, dataSourceIds: readonly string[] | undefined): Retriever {
  if (dataSourceIds === undefined) return retriever;
  return { search: (query, signal) => retriever.search({ ...query, dataSourceIds }, signal) };
}
