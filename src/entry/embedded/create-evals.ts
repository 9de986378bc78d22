import { basename } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { EvalHistory } from '#core/eval-history.ts';
import type { Retriever } from '#core/retriever.ts';
import type { ModelsConfig } from '#runtime/config/models-config.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { createTwigRetriever } from '#twig/sdk/retriever.ts';
import type { Evals } from '#twig/server/run-eval-runs.ts';
import { evaluateSuite } from '../evals/evaluate-suite.ts';
import { evaluationOf } from '../evals/evaluation-of.ts';
import type { ReceiverSuite } from '../receiver/start-receiver.ts';

export interface CreateEvalsOptions {
  readonly suites: readonly ReceiverSuite[];
  /** A client of this server in the name of an organisation. */
  clientOf(organisation: string): TwigClient;
  readonly cwd: string;
  readonly clock: Clock;
  /** Keeps the runs, so that one that was interrupted goes on. */
  readonly evalHistory: EvalHistory;
  readonly models: ModelsConfig | undefined;
}

/** Runs the configured suites, named as their files without the ending. */
export function createEvals(options: CreateEvalsOptions): Evals {
  const { suites, clientOf, cwd, clock, evalHistory, models } = options;
  const bySuite = new Map(suites.map((suite) => [nameOf(suite), suite]));
  return {
    suiteNames: () => [...bySuite.keys()],
    async start({ runId, suite, organisation, agentId, dataSourceIds }, signal) {
      const known = bySuite.get(suite);
      // Asked for before a restart with other suites.
      if (!known) throw new Error(`This server no longer runs a suite "${suite}".`);
      const client = clientOf(organisation);
      const { verdict } = await evaluateSuite(
        {
          ...evaluationOf(
            {
              twig: {
                client,
                retriever: within(createTwigRetriever(client), dataSourceIds),
                label: labelOf(organisation, dataSourceIds),
              },
              store: { evalHistory },
            },
            { cwd, clock, cause: `POST /api/v1/eval-runs ${runId}`, models },
          ),
          files: agentId === undefined ? known : { ...known, agentId },
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

/** Runs that see other documents are other runs. */
function labelOf(organisation: string, dataSourceIds: readonly string[] | undefined): string {
  const part = dataSourceIds === undefined ? 'all' : [...dataSourceIds].sort().join(' ');
  return `this server, organisation ${organisation}, data sources: ${part}`;
}

function within(retriever: Retriever, dataSourceIds: readonly string[] | undefined): Retriever {
  if (dataSourceIds === undefined) return retriever;
  return { search: (query, signal) => retriever.search({ ...query, dataSourceIds }, signal) };
}
