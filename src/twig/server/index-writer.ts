import type { AppliedPart, PartTarget } from './push/apply-part.ts';
import type { AgentWriter } from './write/agent-writer.ts';
import type { ArticleWriter } from './write/article-writer.ts';
import type { DataSourceWriter } from './write/data-source-writer.ts';
import type { EvalRunWriter } from './write/eval-run-writer.ts';
import type { InteractionWriter } from './write/interaction-writer.ts';
import type { KeyWriter } from './write/key-writer.ts';
import type { SyncRunWriter } from './write/sync-run-writer.ts';
import type { VectorWriter } from './write/vector-writer.ts';
import type { WebhookWriter } from './write/webhook-writer.ts';

/**
 * Every change of the index goes through here, so that it can live in a worker thread: an argument
 * and a result of each call can be cloned, and what can go wrong by a caller's doing is a result.
 *
 * What an implementer owes: each call is one transaction, durable when it resolves; calls take effect
 * in the order in which they were made. It rejects only when the database itself fails.
 */
export interface IndexWriter
  extends AgentWriter,
    ArticleWriter,
    DataSourceWriter,
    EvalRunWriter,
    InteractionWriter,
    KeyWriter,
    SyncRunWriter,
    VectorWriter,
    WebhookWriter {
  /** Reads and applies one part of a push. Takes its body over: the caller must not use it again. */
  pushPart(change: PushPartChange): Promise<AppliedPart>;
}

export interface PushPartChange extends PartTarget {
  /** The NDJSON, decompressed. */
  readonly body: Uint8Array;
}
