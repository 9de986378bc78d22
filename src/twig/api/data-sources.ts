import * as z from 'zod';
import { listOf } from './list.ts';

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

export const createDataSource = z.object({
  type: z.enum(dataSourceTypes),
  name: z.string().min(1).max(200),
  config: z.record(z.string(), z.unknown()).default({}),
  sync_frequency: z.enum(syncFrequencies).default('manual'),
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

/** `GET /data-sources/:id/documents?cursor=&limit=&namespace=`. */
export const manifestPage = z.object({
  documents: z.array(manifestDocument),
  /** Null on the last page. */
  next_cursor: z.string().nullable(),
  seq: z.int(),
  metadata: z.record(z.string(), z.unknown()),
});

export type CreateDataSource = z.input<typeof createDataSource>;
export type DataSource = z.infer<typeof dataSource>;
export type DataSourceList = z.infer<typeof dataSourceList>;
export type DataSourceStatus = z.infer<typeof dataSourceStatus>;
export type ManifestDocument = z.infer<typeof manifestDocument>;
export type ManifestPage = z.infer<typeof manifestPage>;
