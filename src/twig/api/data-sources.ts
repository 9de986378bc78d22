import * as z from 'zod';
import { listOf, listQuery } from './list.ts';

export const dataSourceTypes = [
  'website',
  'file',
  'confluence',
  'slack',
  'google_drive',
  'sharepoint',
  'notion',
] as const;

export const dataSourceStatuses = ['pending', 'processing', 'active', 'failed'] as const;
export const syncFrequencies = ['hourly', 'daily', 'weekly', 'manual'] as const;

const name = z.string().min(1).max(200);
const config = z.record(z.string(), z.unknown());

export const createDataSource = z.object({
  type: z.enum(dataSourceTypes),
  name,
  config: config.default({}),
  sync_frequency: z.enum(syncFrequencies).default('manual'),
});

/** What is left out stays as it is; a `config` replaces the old one whole. The type is for ever. */
export const updateDataSource = z.object({
  name: name.optional(),
  config: config.optional(),
  sync_frequency: z.enum(syncFrequencies).optional(),
});

export const dataSource = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  config: z.record(z.string(), z.unknown()),
  sync_frequency: z.string(),
  status: z.string(),
  document_count: z.int(),
  chunk_count: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
  last_synced_at: z.string().nullable(),
  /** When the server reads it again by itself; null where it does not. */
  next_sync_at: z.string().nullable(),
});

/** Query of `GET /data-sources`. */
export const dataSourceListQuery = listQuery.extend({
  status: z.enum(dataSourceStatuses).optional(),
});

export const dataSourceList = listOf('data_sources', dataSource);

export const dataSourceStatus = z.object({
  status: z.string(),
  chunks_indexed: z.int(),
  /** 0 to 100. */
  progress_pct: z.number(),
  /** ISO 8601; null when nothing is under way. */
  estimated_completion: z.string().nullable(),
  failure_reason: z.string().nullable().optional(),
});

/** Answer to a sync without a body, the documented trigger. */
export const syncTriggered = z.object({
  data_source_id: z.string(),
  /** For `GET /syncs/:id`. */
  sync_id: z.string(),
  status: z.string(),
  failure_reason: z.string().nullable(),
});

/** One row of the manifest. */
export const manifestDocument = z.object({
  document_id: z.string(),
  namespace: z.string(),
  version: z.string().nullable(),
  content_hash: z.string(),
  signature: z.string(),
  chunk_count: z.int(),
  url: z.string(),
  title: z.string(),
});

/** The namespace of a push client that has no need for several. */
export const defaultNamespace = 'default';

/** Query of `GET /data-sources/:id/documents`: one namespace, in the order of document ids. */
export const manifestQuery = z.object({
  namespace: z.string().min(1).max(256).default(defaultNamespace),
  /** The `next_cursor` of the page before. */
  cursor: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

/** `seq` and `metadata` are those of the namespace's last accepted sync; 0 and empty before the first. */
export const manifestPage = z.object({
  documents: z.array(manifestDocument),
  /** Null on the last page. */
  next_cursor: z.string().nullable(),
  seq: z.int(),
  metadata: z.record(z.string(), z.unknown()),
  /** Whether a push may hold lines with op `describe`. */
  describes: z.boolean().optional(),
});

export type CreateDataSource = z.input<typeof createDataSource>;
export type UpdateDataSource = z.input<typeof updateDataSource>;
export type DataSource = z.infer<typeof dataSource>;
export type DataSourceList = z.infer<typeof dataSourceList>;
export type SyncTriggered = z.infer<typeof syncTriggered>;
export type DataSourceStatus = z.infer<typeof dataSourceStatus>;
export type ManifestDocument = z.infer<typeof manifestDocument>;
export type ManifestPage = z.infer<typeof manifestPage>;
