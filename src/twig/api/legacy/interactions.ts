import * as z from 'zod';
import { day } from '../day.ts';
import { listQuery } from '../list.ts';
import { dataListOf, dataOf } from './envelope.ts';
import { legacyId } from './legacy-id.ts';

/** Query of `GET /interactions`, newest first. Both days are included. */
export const chatListQuery = listQuery.extend({
  agentId: legacyId.optional(),
  startDate: day.optional(),
  endDate: day.optional(),
});

export const chat = z.object({
  id: z.string(),
  agentId: z.string(),
  prompt: z.string(),
  /** Empty while it is being made, and when it failed. */
  response: z.string(),
  /** `POSITIVE`, `NEGATIVE`, or null while nobody has judged it. */
  feedback: z.string().nullable(),
  comment: z.string().nullable(),
  sessionId: z.string().nullable(),
  /** Seconds; null until there is a response. */
  latency: z.number().nullable(),
  createdAt: z.string(),
});

export const chatList = dataListOf(chat);

export const rateChat = z.object({
  interactionId: legacyId,
  /** 4 and 5 are positive, 1 and 2 negative, 3 is neither. */
  rating: z.int().min(1).max(5),
  comment: z.string().max(10_000).optional(),
});

export const rateChatAnswer = dataOf(
  z.object({
    interactionId: z.string(),
    rating: z.int(),
    feedback: z.string().nullable(),
    comment: z.string().nullable(),
  }),
);

export type Chat = z.infer<typeof chat>;
export type RateChat = z.input<typeof rateChat>;
export type RatedChat = z.infer<typeof rateChatAnswer>['data'];
