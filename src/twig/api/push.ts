import * as z from 'zod';

/**
 * The lines of a push: `POST /api/v1/data-sources/:id/sync` with `application/x-ndjson`.
 * A part is `begin`, any number of `upsert`, `describe` and `delete`, `end`.
 */
const id = z.string().min(1).max(1024);

export const principal = z.object({
  source: z.string(),
  kind: z.enum(['user', 'group', 'domain', 'everyone']),
  id: z.string(),
  email: z.string().optional(),
});

export const aclBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('public') }),
  z.object({ kind: z.literal('restricted'), all_of: z.array(z.array(principal)) }),
]);

export const pushDocument = z.object({
  id,
  url: z.string(),
  title: z.string(),
  version: z.string().optional(),
  content_hash: z.string(),
  signature: z.string(),
  media_type: z.string().optional(),
  language: z.string().optional(),
  updated_at: z.string().optional(),
  breadcrumb: z.array(z.string()).default([]),
  metadata: z.record(z.string(), z.unknown()).default({}),
  acl: aclBody.optional(),
});

export const pushChunk = z.object({
  id,
  index: z.int().min(0),
  text: z.string(),
  headings: z.array(z.string()).default([]),
  anchor: z.string().optional(),
  token_count: z.int().min(0),
  content_hash: z.string(),
});

export const pushBegin = z.object({
  op: z.literal('begin'),
  sync_id: id,
  /** Counts from 1. */
  part: z.int().min(1),
  /** Orders the syncs of a namespace; integer milliseconds. */
  seq: z.int().min(0),
  /** The `seq` of the manifest the client planned against; 0 for an empty one. Checked on part 1. */
  expected: z.int().min(0).optional(),
  namespace: z.string().min(1).max(256),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

export const pushUpsert = z.object({
  op: z.literal('upsert'),
  document: pushDocument,
  chunks: z.array(pushChunk),
});

/** Replaces what is said of a document that is held, and keeps its chunks. */
export const pushDescribe = z.object({
  op: z.literal('describe'),
  document: pushDocument
    .pick({ id: true, url: true, content_hash: true, breadcrumb: true, acl: true })
    /** Absent: it stays. */
    .extend({ title: z.string().optional() }),
});

export const pushDelete = z.object({ op: z.literal('delete'), document_id: id });

export const syncCounts = z.object({
  added: z.int().default(0),
  updated: z.int().default(0),
  deleted: z.int().default(0),
  unchanged: z.int().default(0),
  skipped: z.int().default(0),
  failed: z.int().default(0),
  held: z.int().default(0),
});

export const pushEnd = z.object({
  op: z.literal('end'),
  /** True on the last part: counts are final and `data_source.synced` is emitted. */
  last: z.boolean().default(false),
  counts: syncCounts.optional(),
});

export const pushLine = z.discriminatedUnion('op', [
  pushBegin,
  pushUpsert,
  pushDescribe,
  pushDelete,
  pushEnd,
]);

export const pushAnswer = z.object({
  sync_id: z.string(),
  part: z.int(),
  /** `describes`: of documents that are held; absent means none. */
  accepted: z.object({
    upserts: z.int(),
    describes: z.int().optional(),
    deletes: z.int(),
  }),
  status: z.string(),
});

/** What a part may hold, uncompressed, unless the server says otherwise. */
export const maxPartBytes = 16 * 1024 * 1024;

export type PushDocument = z.infer<typeof pushDocument>;
export type PushChunk = z.infer<typeof pushChunk>;
export type PushBegin = z.infer<typeof pushBegin>;
export type PushUpsert = z.infer<typeof pushUpsert>;
export type PushDescribe = z.infer<typeof pushDescribe>;
export type PushDelete = z.infer<typeof pushDelete>;
export type PushLine = z.infer<typeof pushLine>;
export type PushLineInput = z.input<typeof pushLine>;
export type PushAnswer = z.infer<typeof pushAnswer>;
export type SyncCounts = z.infer<typeof syncCounts>;
