import type { Models } from '#twig/models/models.ts';
import type { Turn } from '../store/interactions.ts';
import type { FoundPassage } from './passage.ts';

/** What the strategies work with, for one question. */
export interface Tools {
  /** Best first, from the data sources of the agent, or from those of one tier. */
  find(query: string, limit: number, tier?: Tier): Promise<readonly FoundPassage[]>;
  /** The conversation so far, oldest first. */
  turns(): readonly Turn[];
  /** Asks the chat model for a line or two. Undefined without a chat model. */
  readonly think: ((instruction: string, input: string) => Promise<string>) | undefined;
  readonly rerank: Models['rerank'];
  /** Tiers that the agent's data sources have, first ones first. */
  readonly tiers: readonly Tier[];
  readonly signal: AbortSignal;
}

/** Official documents are tier 1; what is only second best, such as a community's, is tier 2. */
export type Tier = 1 | 2;

/** What a strategy looked for and what it found. */
export interface Retrieval {
  /** The question as it stands on its own. */
  readonly question: string;
  /** Words of earlier questions that it leans on. */
  readonly inherited: readonly string[];
  /** Best first. */
  readonly passages: readonly FoundPassage[];
  /** Of the conversation, as far as the strategy minds it. */
  readonly turns: readonly Turn[];
}

export type Strategy = (question: string, tools: Tools) => Promise<Retrieval>;
