import type { Clock } from '#core/clock.ts';
import type { ModelsConfig } from '#runtime/config/models-config.ts';
import { createTwigAnswerer } from '#twig/sdk/answerer.ts';
import { createModels } from '../embedded/create-models.ts';
import type { Workspace } from '../open-workspace.ts';
import { describeSubject } from './describe-subject.ts';
import type { EvaluateOptions } from './evaluate-suite.ts';
import { createJudgeChat } from './judge-chat.ts';
import { listDocuments } from './list-documents.ts';

/** What of a workspace an evaluation needs. */
export interface EvaluationGround {
  readonly twig: Pick<Workspace['twig'], 'client' | 'retriever' | 'label'>;
  readonly store: Pick<Workspace['store'], 'evalHistory'>;
}

export interface EvaluationContext {
  readonly cwd: string;
  readonly clock: Clock;
  /** Why it runs: the command, the ids of events. */
  readonly cause?: string;
  /** True for an event that may come twice. */
  readonly reuseFinished?: boolean;
  /** Judges answers where a suite asks for it. */
  readonly models?: ModelsConfig | undefined;
}

/** What every evaluation against a workspace has in common; only the files are missing. */
export function evaluationOf(
  { twig, store }: EvaluationGround,
  { cwd, clock, cause, reuseFinished = false, models }: EvaluationContext,
): Omit<EvaluateOptions, 'files'> {
  const { client, label } = twig;
  const chat = models && createModels(models, globalThis.fetch).chat;
  return {
    cwd,
    clock,
    retriever: twig.retriever,
    answerer: createTwigAnswerer(client),
    judge: chat && { chat: createJudgeChat(chat), model: chat.model },
    catalogue: (signal) => listDocuments(client, signal),
    recording: {
      history: store.evalHistory,
      reuseFinished,
      describeSubject: (agentId, signal) =>
        describeSubject({ client, label, agentId, cause }, signal),
    },
  };
}
