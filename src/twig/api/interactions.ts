import * as z from 'zod';
import { day } from './day.ts';
import { listOf, listQuery } from './list.ts';

export const feedbackValues = ['positive', 'negative'] as const;

/** Query of `GET /interactions`, newest first. Both days are included. */
export const interactionListQuery = listQuery
  .extend({
    agent_id: z.string().min(1).max(200).optional(),
    start_date: day.optional(),
    end_date: day.optional(),
    /** `null`: those that nobody has judged. */
    feedback: z.enum([...feedbackValues, 'null']).optional(),
  })
  .check(({ value, issues }) => {
    const { start_date, end_date } = value;
    if (start_date === undefined || end_date === undefined || start_date <= end_date) return;
    issues.push({
      code: 'custom',
      path: ['end_date'],
      message: 'is before start_date',
      input: end_date,
    });
  });

export const interaction = z.object({
  id: z.string(),
  agent_id: z.string(),
  query: z.string(),
  /** Empty while it is being made, and when it failed. */
  response: z.string(),
  feedback: z.enum(feedbackValues).nullable(),
  /** Null until there is a response. */
  latency_ms: z.number().nullable(),
  created_at: z.string(),
  /** Ours, like the fields below. */
  session_id: z.string().optional(),
  /** `processing`, `completed`, `failed` or `aborted`. */
  status: z.string().optional(),
  rag_strategy: z.string().optional(),
  model: z.string().optional(),
  comment: z.string().nullable().optional(),
});

export const interactionList = listOf('interactions', interaction);

export const giveFeedback = z.object({
  feedback: z.enum(feedbackValues),
  comment: z.string().max(10_000).optional(),
});

export type Interaction = z.infer<typeof interaction>;
export type InteractionList = z.infer<typeof interactionList>;
export type GiveFeedback = z.input<typeof giveFeedback>;
