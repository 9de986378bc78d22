import type { Clock } from '#core/clock.ts';
import { createTwigAnswerer } from '#twig/sdk/answerer.ts';
import type { Workspace } from '../open-workspace.ts';
import { describeSubject } from './describe-subject.ts';
import type { EvaluateOptions } from './evaluate-suite.ts';
import { listDocuments } from './list-documents.ts';

export interface EvaluationContext {
  readonly cwd: string;
  readonly clock: Clock;
  /** Why it runs: the command, the ids of events. */
  readonly cause?: string;
  /** True for an event that may come twice. */
  readonly reuseFinished?: boolean;
}

/** What every evaluation against a workspace has in common; only the files are missing. */
export function evaluationOf(
  { twig, store }: Workspace,
  { cwd, clock, cause, reuseFinished = false }: EvaluationContext,
): Omit<EvaluateOptions, 'files'> {
  const { client, label } = twig;
  return {
    cwd,
    clock,
    retriever: twig.retriever,
    answerer: createTwigAnswerer(client),
    catalogue: (signal) => listDocuments(client, signal),
    recording: {
      history: store.evalHistory,
      reuseFinished,
      describeSubject: (agentId, signal) =>
        describeSubject({ client, label, agentId, cause }, signal),
    },
  };
}
