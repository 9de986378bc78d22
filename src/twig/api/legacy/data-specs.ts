import * as z from 'zod';
import { dataSourceTypes, syncFrequencies } from '../data-sources.ts';
import { dataListOf, dataOf } from './envelope.ts';
import { upperAll } from './upper.ts';

export const createDataSpec = z.object({
  type: z.enum(upperAll(dataSourceTypes)),
  name: z.string().min(1).max(200),
  /** Of a website. */
  url: z.string().min(1).max(2000).optional(),
  refreshFrequency: z.enum(upperAll(syncFrequencies)).default('MANUAL'),
  /** What else the type needs, as in v1. */
  config: z.record(z.string(), z.unknown()).optional(),
});

export const dataSpec = z.object({
  id: z.string(),
  /** `WEBSITE` and so on. */
  type: z.string(),
  name: z.string(),
  /** Null where the data source has none. */
  url: z.string().nullable(),
  refreshFrequency: z.string(),
  /** `PENDING`, `PROCESSING`, `ACTIVE` or `FAILED`. */
  status: z.string(),
  config: z.record(z.string(), z.unknown()),
  documentCount: z.int(),
  chunkCount: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  lastSyncedAt: z.string().nullable(),
});

export const dataSpecAnswer = dataOf(dataSpec);
export const dataSpecList = dataListOf(dataSpec);

export const processAnswer = dataOf(
  z.object({
    id: z.string(),
    syncId: z.string(),
    status: z.string(),
    failureReason: z.string().nullable(),
  }),
);

export type CreateDataSpec = z.input<typeof createDataSpec>;
export type DataSpec = z.infer<typeof dataSpec>;
export type ProcessAnswer = z.infer<typeof processAnswer>;
