import type { Sql } from '#core/sql.ts';
import type { DataSource } from '#twig/api/data-sources.ts';
import { answerOnce, type Once } from '../store/answer-once.ts';
import {
  type DataSourceUpdate,
  deleteDataSource,
  insertDataSource,
  type NewDataSource,
  updateDataSource,
} from '../store/data-sources.ts';
import type { IdempotentChange } from './change.ts';

export interface DataSourceWriter {
  createDataSource(change: CreateDataSourceChange): Promise<Once<DataSource>>;
  /** Null when the organisation has no such data source. */
  updateDataSource(change: UpdateDataSourceChange): Promise<Once<DataSource | null>>;
  /** With everything of it: documents, syncs, what searches find. */
  deleteDataSource(change: DataSourceChange): Promise<Once<{ readonly deleted: boolean }>>;
}

export interface CreateDataSourceChange extends IdempotentChange {
  readonly dataSource: NewDataSource;
}

export interface DataSourceChange extends IdempotentChange {
  readonly dataSourceId: string;
}

export interface UpdateDataSourceChange extends DataSourceChange {
  readonly update: DataSourceUpdate;
}

export function createDataSourceWriter(sql: Sql): DataSourceWriter {
  return {
    createDataSource: async ({ organisation, now, dataSource, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () =>
        insertDataSource(sql, organisation, dataSource, now),
      ),
    updateDataSource: async ({ organisation, now, dataSourceId, update, idempotencyKey }) =>
      answerOnce(
        sql,
        idempotencyKey,
        now,
        () => updateDataSource(sql, organisation, dataSourceId, { ...update, now }) ?? null,
      ),
    deleteDataSource: async ({ organisation, now, dataSourceId, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => ({
        deleted: deleteDataSource(sql, organisation, dataSourceId),
      })),
  };
}
