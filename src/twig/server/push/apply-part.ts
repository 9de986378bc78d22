import type { JsonObject } from '#core/json.ts';
import type { Sql } from '#core/sql.ts';
import type { PushAnswer, PushBegin, SyncCounts } from '#twig/api/push.ts';
import { addContent, findDataSource } from '../store/data-sources.ts';
import {
  type ContentDelta,
  type DocumentPlace,
  describeDocument,
  putDocument,
  removeDocument,
} from '../store/documents.ts';
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
import {
  type BrokenLine,
  BrokenPartError,
  type OpenPart,
  openPart,
  type PartEnd,
  type PushOperation,
} from './open-part.ts';

export type AppliedPart =
  | { readonly is: 'accepted'; readonly answer: PushAnswer; readonly eventCount: number }
  | { readonly is: 'unknown-data-source' }
  | { readonly is: 'broken'; readonly broken: BrokenLine }
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
 * Its operations are carried out while they are read, and taken back when a line is wrong. On the last
 * part the event goes to the outbox in the same transaction.
 *
 * @param body the NDJSON, decompressed
 */
export function applyPart(sql: Sql, target: PartTarget, body: Uint8Array): AppliedPart {
  try {
    const part = openPart(body);
    return sql.transaction(() => apply(sql, target, part));
  } catch (error) {
    if (error instanceof BrokenPartError) return { is: 'broken', broken: error.broken };
    throw error;
  }
}

function apply(sql: Sql, target: PartTarget, part: OpenPart): AppliedPart {
  const { organisation, dataSourceId, now } = target;
  const { begin, operations } = part;
  const key = { dataSourceId, namespace: begin.namespace, syncId: begin.sync_id };
  const known = answerBefore(sql, target, key, begin);
  if (known) {
    // A line that is wrong is told before anything else.
    for (const _operation of operations);
    return known;
  }

  if (begin.part === 1) beginSync(sql, key, begin, now);
  const { counts, accepted, end } = applyOperations(sql, target, part);
  const sync = countedSync(findSync(sql, key), begin, counts, end);
  const status = end.last ? 'active' : 'processing';
  advanceSync(sql, key, sync, now);
  addContent(sql, dataSourceId, { ...counts, status, now });
  const answer: PushAnswer = { sync_id: begin.sync_id, part: begin.part, accepted, status };
  keepAnswer(sql, key, answer);
  const eventCount = end.last
    ? addToOutbox(sql, {
        organisation,
        event: 'data_source.synced',
        data: syncedData(dataSourceId, begin, sync.counts),
        now,
      })
    : 0;
  return { is: 'accepted', answer, eventCount };
}

/** What is answered without carrying anything out; undefined when the part is to be carried out. */
function answerBefore(
  sql: Sql,
  { organisation, dataSourceId }: PartTarget,
  key: SyncKey,
  begin: PushBegin,
): AppliedPart | undefined {
  if (!findDataSource(sql, organisation, dataSourceId)) return { is: 'unknown-data-source' };
  const answer = findAnswer(sql, key, begin.part);
  return answer ? { is: 'accepted', answer, eventCount: 0 } : conflictOf(sql, key, begin);
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

function applyOperations(sql: Sql, target: PartTarget, { begin, operations }: OpenPart) {
  const place: DocumentPlace = { ...target, namespace: begin.namespace };
  const counts = { added: 0, updated: 0, deleted: 0, documents: 0, chunks: 0 };
  /** `describes`: of documents that are held. */
  const accepted = { upserts: 0, describes: 0, deletes: 0 };
  for (let next = operations.next(); ; next = operations.next()) {
    if (next.done) return { counts: counts satisfies OperationCounts, accepted, end: next.value };
    const operation = next.value;
    if (operation.op === 'upsert') accepted.upserts += 1;
    if (operation.op === 'delete') accepted.deletes += 1;
    const delta = applyOperation(sql, place, operation);
    if (!delta) continue;
    if (operation.op === 'describe') accepted.describes += 1;
    counts.documents += delta.documents;
    counts.chunks += delta.chunks;
    if (operation.op === 'delete') counts.deleted += 1;
    else if (delta.documents === 1) counts.added += 1;
    else counts.updated += 1;
  }
}

/** Undefined when there was no such document to change. */
function applyOperation(
  sql: Sql,
  place: DocumentPlace,
  operation: PushOperation,
): ContentDelta | undefined {
  switch (operation.op) {
    case 'upsert':
      return putDocument(sql, place, operation);
    case 'describe':
      return describeDocument(sql, place, operation);
    case 'delete':
      return removeDocument(sql, place, operation.document_id);
  }
}

/**
 * What was written is counted here, where it happened; what was left alone only the client knows.
 */
function countedSync(
  before: SyncState | undefined,
  begin: PushBegin,
  counts: OperationCounts,
  { last, counts: told }: PartEnd,
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
