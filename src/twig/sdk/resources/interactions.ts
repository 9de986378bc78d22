import type {
  GiveFeedback as WireGiveFeedback,
  Interaction as WireInteraction,
} from '#twig/api/interactions.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, maybe, nothing, orElse, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { type ListPage, type ListQuery, pagesOf } from '../list.ts';

export type Feedback = Camel<WireGiveFeedback>;

/** What was asked and answered; `feedback` is undefined while nobody has judged it. */
export interface Interaction
  extends Omit<Lenient<Camel<WireInteraction>, 'id' | 'query' | 'response'>, 'feedback'> {
  readonly feedback?: string | undefined;
}

export interface InteractionQuery extends ListQuery {
  readonly agentId?: string;
  /** `2024-01-31`, in UTC; so is `endDate`, and both days are included. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** Null: those that nobody has judged. */
  readonly feedback?: 'positive' | 'negative' | null;
}

export interface InteractionPage extends ListPage<Interaction> {}

export interface Interactions {
  /** One page of the list, newest first. */
  list(query?: InteractionQuery, options?: CallOptions): Promise<InteractionPage>;
  /** The whole list, page by page, from `query.offset` on. */
  pages(query?: InteractionQuery, options?: CallOptions): AsyncGenerator<InteractionPage, void>;
  /** Judges an answer; a later judgement replaces it. */
  giveFeedback(id: string, feedback: Feedback, options?: CallOptions): Promise<void>;
}

const listRoute: Endpoint<'listInteractions'> = {
  method: 'GET',
  path: '/api/v1/interactions',
  scope: 'read',
};
const feedbackRoute: Endpoint<'giveFeedback'> = {
  method: 'POST',
  path: '/api/v1/interactions/:id/feedback',
  scope: 'execute',
};

const readList = fields<{
  readonly interactions: readonly Interaction[];
  readonly total: number | undefined;
  readonly offset: number | undefined;
}>({
  interactions: listOf(
    fields<Interaction>({
      id: text,
      agentId: maybe(text),
      query: text,
      response: orElse(text, ''),
      feedback: maybe(text),
      latencyMs: maybe(amount),
      createdAt: maybe(text),
      sessionId: maybe(text),
      status: maybe(text),
      ragStrategy: maybe(text),
      model: maybe(text),
      comment: maybe(text),
    }),
  ),
  total: maybe(amount),
  offset: maybe(amount),
});

export function createInteractions(send: Send): Interactions {
  async function list(
    query: InteractionQuery = {},
    options?: CallOptions,
  ): Promise<InteractionPage> {
    const { limit, offset, agentId, startDate, endDate, feedback } = query;
    const wire = {
      limit,
      offset,
      agent_id: agentId,
      start_date: startDate,
      end_date: endDate,
      feedback: feedback === null ? 'null' : feedback,
    };
    const answer = await send({ endpoint: listRoute, query: wire }, readList, options);
    const { interactions: entries, total } = answer;
    return { entries, total, offset: answer.offset ?? offset ?? 0 };
  }

  return {
    list,
    pages: (query = {}, options) =>
      pagesOf((offset) => list({ ...query, offset }, options), query.offset),
    giveFeedback: (id, feedback, options) =>
      send({ endpoint: feedbackRoute, id, body: jsonBody(feedback) }, nothing, options),
  };
}
