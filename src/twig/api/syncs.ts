import * as z from 'zod';
import { listOf } from './list.ts';
import { syncCounts } from './push.ts';

/**
 * - `pending`: asked for, not begun; `processing`: under way.
 * - `completed`, `failed`: over; a failed one has a reason.
 * - `superseded`: another sync of its namespace began before its last part came.
 */
export const syncStatuses = ['pending', 'processing', 'completed', 'failed', 'superseded'] as const;

/** Who began a sync: a client that pushes, a call of the documented trigger, or the schedule. */
export const syncOrigins = ['push', 'trigger', 'schedule'] as const;

/** One sync of one namespace of a data source. */
export const sync = z.object({
  id: z.string(),
  data_source_id: z.string(),
  namespace: z.string(),
  origin: z.enum(syncOrigins),
  status: z.enum(syncStatuses),
  counts: syncCounts,
  metadata: z.record(z.string(), z.unknown()),
  failure_reason: z.string().nullable(),
  started_at: z.string(),
  finished_at: z.string().nullable(),
});

/** Newest first. */
export const syncList = listOf('syncs', sync);

export type Sync = z.infer<typeof sync>;
export type SyncOrigin = Sync['origin'];
export type SyncList = z.infer<typeof syncList>;
