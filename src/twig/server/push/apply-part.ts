import type { JsonObject } from '#core/json.ts';
import type { Sql } from '#core/sql.ts';
import type { PushAnswer, PushBegin, SyncCounts } from '#twig/api/push.ts';
import { addContent, findDataSource } from '../store/data-sources.ts';
import { type DocumentPlace, putDocument, removeDocument } from '../store/documents.ts';
import { addToOutbox } from '../store/outbox.ts';
import {
  advanceSync,
  beginSync,
  findAnswer,
  findNamespace,
  findSync,
  keepAnswer,
  type SyncKey,
  type SyncState,
} from '../store/syncs.ts';
import type { PushPart } from './parse-part.ts';

export type AppliedPart =
  | { readonly is: 'accepted'; readonly answer: PushAnswer; readonly eventCount: number }
  | { readonly is: 'unknown-data-source' }
  | {
      readonly is: 'conflict';
      readonly message: string;
      readonly details: Readonly<Record<string, number | string>>;
    };

export interface PartTarget {
  readonly organisation: string;
  readonly dataSourceId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Makes one part true, in one transaction: durable and searchable when it returns, or nothing of it.
 * On the last part the event goes to the outbox in the same transaction.
 */
export function applyPart(sql: Sql, target: PartTarget, part: PushPart): AppliedPart {
  return sql.transaction(() => {
    const { organisation, dataSourceId, now } = target;
    const { begin } = part;
    const key = { dataSourceId, namespace: begin.namespace, syncId: begin.sync_id };
    if (!findDataSource(sql, organisation, dataSourceId)) return { is: 'unknown-data-source' };

    const before = findAnswer(sql, key, begin.part);
    if (before) return { is: 'accepted', answer: before, eventCount: 0 };
    const conflict = conflictOf(sql, key, begin);
    if (conflict) return conflict;

    if (begin.part === 1) beginSync(sql, key, begin, now);
    const counts = applyOperations(sql, target, part);
    const sync = countedSync(findSync(sql, key), counts, part);
    const status = part.last ? 'active' : 'processing';
    advanceSync(sql, key, sync, now);
    addContent(sql, dataSourceId, { ...counts, status, now });
    const answer = answerTo(part, status);
    keepAnswer(sql, key, answer);
    const eventCount = part.last
      ? addToOutbox(sql, {
          organisation,
          event: 'data_source.synced',
          data: syncedData(dataSourceId, begin, sync.counts),
          now,
        })
      : 0;
    return { is: 'accepted', answer, eventCount };
  });
}

/**
 * Whether somebody else has written since the client planned. An equal `seq` is allowed to a new
 * sync, but a sync that another one has overtaken may not go on: it planned against what is gone.
 */
function conflictOf(sql: Sql, key: SyncKey, begin: PushBegin): AppliedPart | undefined {
  const current = findNamespace(sql, key.dataSourceId, key.namespace);
  const details = { seq: begin.seq, current_seq: current.seq, namespace: key.namespace };
  const conflict = (message: string): AppliedPart => ({ is: 'conflict', message, details });
  if (begin.seq < current.seq) {
    return conflict('A newer sync of this namespace was accepted; this one is out of date.');
  }
  const sync = findSync(sql, key);
  if (begin.part === 1) {
    if (begin.expected !== undefined && begin.expected !== current.seq) {
      return conflict(
        `The manifest has changed: expected seq ${begin.expected}, it is ${current.seq}. Read it and plan again.`,
      );
    }
    return undefined;
  }
  if (!sync) return conflict(`Part 1 of this sync has not arrived, so part ${begin.part} cannot.`);
  if (sync.state !== 'processing' || current.syncId !== key.syncId) {
    return conflict(
      sync.state === 'completed'
        ? 'This sync is complete; its last part was accepted.'
        : 'Another sync of this namespace has begun since; plan again.',
    );
  }
  if (begin.part !== sync.partCount + 1) {
    return conflict(`Part ${sync.partCount + 1} of this sync comes next, not part ${begin.part}.`);
  }
  return undefined;
}

interface OperationCounts {
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  /** Changes of the data source's counters. */
  readonly documents: number;
  readonly chunks: number;
}

function applyOperations(sql: Sql, target: PartTarget, { begin, operations }: PushPart) {
  const place: DocumentPlace = { ...target, namespace: begin.namespace };
  const counts = { added: 0, updated: 0, deleted: 0, documents: 0, chunks: 0 };
  for (const operation of operations) {
    const delta =
      operation.op === 'upsert'
        ? putDocument(sql, place, operation)
        : removeDocument(sql, place, operation.document_id);
    if (!delta) continue;
    counts.documents += delta.documents;
    counts.chunks += delta.chunks;
    if (operation.op === 'delete') counts.deleted += 1;
    else if (delta.documents === 1) counts.added += 1;
    else counts.updated += 1;
  }
  return counts satisfies OperationCounts;
}

/**
 * What was written is counted here, where it happened; what was left alone only the client knows.
 */
function countedSync(
  before: SyncState | undefined,
  counts: OperationCounts,
  { begin, last, counts: told }: PushPart,
): SyncState {
  return {
    state: last ? 'completed' : 'processing',
    partCount: begin.part,
    counts: {
      added: (before?.counts.added ?? 0) + counts.added,
      updated: (before?.counts.updated ?? 0) + counts.updated,
      deleted: (before?.counts.deleted ?? 0) + counts.deleted,
      unchanged: told?.unchanged ?? 0,
      skipped: told?.skipped ?? 0,
      failed: told?.failed ?? 0,
      held: told?.held ?? 0,
    },
  };
}

function answerTo({ begin, operations }: PushPart, status: string): PushAnswer {
  const upserts = operations.filter((operation) => operation.op === 'upsert').length;
  return {
    sync_id: begin.sync_id,
    part: begin.part,
    accepted: { upserts, deletes: operations.length - upserts },
    status,
  };
}

function syncedData(dataSourceId: string, begin: PushBegin, counts: SyncCounts): JsonObject {
  const { commit } = begin.metadata;
  return {
    data_source_id: dataSourceId,
    sync_id: begin.sync_id,
    namespace: begin.namespace,
    status: 'active',
    counts: { ...counts },
    commit: typeof commit === 'string' ? commit : null,
  };
}
