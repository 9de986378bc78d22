import type { Sql } from '#core/sql.ts';
import type { IndexWriter } from './index-writer.ts';
import { applyPart } from './push/apply-part.ts';
import { createAgentWriter } from './write/agent-writer.ts';
import { createArticleWriter } from './write/article-writer.ts';
import { createDataSourceWriter } from './write/data-source-writer.ts';
import { createEvalRunWriter } from './write/eval-run-writer.ts';
import { createInteractionWriter } from './write/interaction-writer.ts';
import { createKeyWriter } from './write/key-writer.ts';
import { createSyncRunWriter } from './write/sync-run-writer.ts';
import { createVectorWriter } from './write/vector-writer.ts';
import { createWebhookWriter } from './write/webhook-writer.ts';

export type { IndexWriter };

/** The writer over one open database, in this thread. The database stays the caller's to close. */
export function createIndexWriter(sql: Sql): IndexWriter {
  return {
    ...createAgentWriter(sql),
    ...createArticleWriter(sql),
    ...createDataSourceWriter(sql),
    ...createEvalRunWriter(sql),
    ...createInteractionWriter(sql),
    ...createKeyWriter(sql),
    ...createSyncRunWriter(sql),
    ...createVectorWriter(sql),
    ...createWebhookWriter(sql),
    pushPart: async ({ body, ...target }) => applyPart(sql, target, body),
  };
}
