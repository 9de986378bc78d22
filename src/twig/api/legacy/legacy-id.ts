import * as z from 'zod';

/** An id as these calls write it, `agent-123`, or as v1 does, `agent_123`. It is read as the latter. */
export const legacyId = z
  .string()
  .min(1)
  .max(200)
  .transform((id) => id.replace(/^(agent|ds|int)-/, '$1_'));
