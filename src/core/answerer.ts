import type { Passage } from './retriever.ts';

/**
 * Answers a question in words, as an agent of a Twig does.
 *
 * An implementer owes: `sources` are what the answer rests on, best first, an empty list when it
 * names none; every question stands alone, without memory of the one before.
 */
export interface Answerer {
  answer(query: AnswererQuery, signal: AbortSignal): Promise<Answer>;
}

export interface AnswererQuery {
  readonly text: string;
  readonly agentId: string;
  /** Told when the question is really sent, each try, after all waiting: latency counts from there. */
  readonly onRequest?: () => void;
}

export interface Answer {
  readonly text: string;
  readonly sources: readonly Passage[];
  /** Of prompt and answer together; undefined where the server does not tell. */
  readonly tokenCount: number | undefined;
}
