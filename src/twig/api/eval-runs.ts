import * as z from 'zod';
import { listOf } from './list.ts';

const id = z.string().min(1).max(200);

export const createEvalRun = z.object({
  /** The name of a suite that the server knows. */
  suite: z.string().min(1).max(500),
  /** Whose data sources are searched. */
  agent_id: id.optional(),
  /** Only these data sources are searched. Left out: the agent's, without an agent all. */
  data_source_ids: z.array(id).min(1).max(1000).optional(),
});

export const evalRunStatuses = ['pending', 'processing', 'completed', 'failed'] as const;

export const evalRun = z.object({
  id: z.string(),
  suite: z.string(),
  agent_id: z.string().nullable(),
  status: z.enum(evalRunStatuses),
  /** `pass`, `pass-with-warning`, `inconclusive` or `fail`, once completed. */
  verdict: z.string().nullable(),
  /** Measure -> 0 to 1; null where nothing could be judged. */
  scores: z.record(z.string(), z.number().nullable()),
  /** Why the verdict is what it is, in words. */
  findings: z.array(z.string()),
  failure_reason: z.string().nullable(),
  report_url: z.string().nullable(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
});

/** Newest first. */
export const evalRunList = listOf('eval_runs', evalRun);

export type CreateEvalRun = z.input<typeof createEvalRun>;
export type EvalRun = z.infer<typeof evalRun>;
export type EvalRunList = z.infer<typeof evalRunList>;
