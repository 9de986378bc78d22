import type {
  Chat as WireChat,
  RateChat as WireRate,
  RatedChat as WireRated,
} from '#twig/api/legacy/interactions.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { LegacyEndpoint } from '../endpoint.ts';
import { amount, maybe, text } from '../from-wire.ts';
import type { ListQuery } from '../list.ts';
import type { ListResource } from '../list-resource.ts';
import { inEnvelope } from './in-envelope.ts';
import { createLegacyList } from './legacy-list.ts';
import { plainBody } from './plain-body.ts';
import { sameFields } from './same-fields.ts';

/** What was asked and answered. */
export type Chat = Lenient<Camel<WireChat>, 'id'>;
/** `rating` is 1 to 5. */
export type Rating = Readonly<WireRate>;
export type RatedChat = Lenient<Camel<WireRated>, never>;

export interface ChatQuery extends ListQuery {
  readonly agentId?: string;
  /** `2024-01-31`, in UTC; so is `endDate`, and both days are included. */
  readonly startDate?: string;
  readonly endDate?: string;
}

export interface Chats extends ListResource<Chat, ChatQuery> {
  /** Rates an answer; a later rating replaces it. */
  rate(rating: Rating, options?: CallOptions): Promise<RatedChat>;
}

const listRoute: LegacyEndpoint<'listChats'> = {
  method: 'GET',
  path: '/api/interactions',
  scope: 'read',
};
const rateRoute: LegacyEndpoint<'rateChat'> = {
  method: 'POST',
  path: '/api/interactions/feedback',
  scope: 'execute',
};

const readChat = sameFields<Chat>({
  id: text,
  agentId: maybe(text),
  prompt: maybe(text),
  response: maybe(text),
  feedback: maybe(text),
  comment: maybe(text),
  sessionId: maybe(text),
  latency: maybe(amount),
  createdAt: maybe(text),
});
const readRated = maybe(
  inEnvelope(
    sameFields<RatedChat>({
      interactionId: maybe(text),
      rating: maybe(amount),
      feedback: maybe(text),
      comment: maybe(text),
    }),
  ),
);

export function createChats(send: Send): Chats {
  return {
    ...createLegacyList<Chat, ChatQuery>(send, listRoute, readChat),
    rate: async (rating, options) =>
      (await send({ endpoint: rateRoute, body: plainBody(rating) }, readRated, options)) ?? {},
  };
}
