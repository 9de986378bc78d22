import type { Agent } from '#twig/api/agents.ts';
import type { Reader } from '#twig/search/may-read.ts';
import type { FoundPassage } from './passage.ts';

/** A question to an agent, with everything that shapes its answer filled in. */
export interface Ask {
  readonly organisation: string;
  readonly agent: Agent;
  readonly question: string;
  readonly sessionId: string;
  /** `extractive`, or a name that the chat model knows. */
  readonly model: string;
  readonly temperature: number;
  /** Of the response. */
  readonly maxTokens: number;
  /** What the links to pages of the server itself begin with. */
  readonly origin: string;
  /** When given, only what somebody who is all of these may read. */
  readonly readers: readonly Reader[] | undefined;
}

/** What is known once the whole response is there. */
export interface Conclusion {
  /** As `[1]`, `[2]` … in the response name them; empty when there is no information. */
  readonly passages: readonly FoundPassage[];
}
