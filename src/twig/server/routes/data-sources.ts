import {
  createDataSource,
  type DataSourceStatus,
  dataSourceListQuery,
} from '#twig/api/data-sources.ts';
import { dataSourceNotFound } from '../answers.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import { findDataSource, listDataSources, type StoredDataSource } from '../store/data-sources.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function dataSourceHandlers({
  reader,
  writer,
  clock,
}: ServerParts): RouteHandlers<
  'listDataSources' | 'createDataSource' | 'getDataSource' | 'getDataSourceStatus'
> {
  return {
    listDataSources(context) {
      const query = readQuery(context, dataSourceListQuery);
      if (!query.ok) return query.answer;
      const { limit, offset, status } = query.value;
      const { organisation } = context.get('caller');
      const page = listDataSources(reader, organisation, { limit, offset, status });
      return context.json({ ...page, limit, offset });
    },

    async createDataSource(context) {
      const input = await readJson(context, createDataSource);
      if (!input.ok) return input.answer;
      const created = await writer.createDataSource({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        dataSource: input.value,
        idempotencyKey: idempotencyKeyOf(context, 'createDataSource', input.value),
      });
      if (created.is === 'key-reused') return idempotencyKeyReused(context);
      return context.json(created.answer, 201);
    },

    getDataSource(context) {
      const id = context.req.param('id') ?? '';
      const stored = findDataSource(reader, context.get('caller').organisation, id);
      return stored ? context.json(stored.shown) : dataSourceNotFound(context, id);
    },

    getDataSourceStatus(context) {
      const id = context.req.param('id') ?? '';
      const stored = findDataSource(reader, context.get('caller').organisation, id);
      return stored ? context.json(statusOf(stored)) : dataSourceNotFound(context, id);
    },
  };
}

/** How much is still to come nobody tells in advance, so the progress is 0 until it is 100. */
function statusOf({ shown, failureReason }: StoredDataSource): DataSourceStatus {
  return {
    status: shown.status,
    chunks_indexed: shown.chunk_count,
    progress_pct: shown.status === 'active' ? 100 : 0,
    estimated_completion: null,
    failure_reason: failureReason,
  };
}
