import {
  createDataSource,
  type DataSource,
  type DataSourceStatus,
  dataSourceListQuery,
  updateDataSource,
} from '#twig/api/data-sources.ts';
import { dataSourceNotFound, refuse, type ServerContext } from '../answers.ts';
import { hideSecrets, restoreSecrets } from '../hide-secrets.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import {
  findDataSource,
  knowledgeBaseType,
  listDataSources,
  type StoredDataSource,
} from '../store/data-sources.ts';
import type { ShownProgress } from '../sync-progress.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function dataSourceHandlers({
  reader,
  writer,
  clock,
  progress,
  profile,
}: ServerParts): RouteHandlers<
  | 'listDataSources'
  | 'createDataSource'
  | 'getDataSource'
  | 'updateDataSource'
  | 'deleteDataSource'
  | 'getDataSourceStatus'
> {
  const find = (context: ServerContext) =>
    findDataSource(reader, context.get('caller').organisation, context.req.param('id') ?? '');
  const notFound = (context: ServerContext) =>
    dataSourceNotFound(context, context.req.param('id') ?? '');

  return {
    listDataSources(context) {
      const query = readQuery(context, dataSourceListQuery);
      if (!query.ok) return query.answer;
      const { limit, offset, status } = query.value;
      const { organisation } = context.get('caller');
      const page = listDataSources(reader, organisation, { limit, offset, status });
      const data_sources = page.data_sources.map(shownAs);
      return context.json({ data_sources, total: page.total, limit, offset });
    },

    async createDataSource(context) {
      const input = await readJson(context, createDataSource);
      if (!input.ok) return input.answer;
      if (profile === 'documented' && input.value.type === 'notion') {
        return refuse(context, {
          code: 'invalid_request',
          message: 'The request is not valid: type.',
          details: { type: 'must be one of the documented types' },
        });
      }
      const created = await writer.createDataSource({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        dataSource: input.value,
        idempotencyKey: idempotencyKeyOf(context, 'createDataSource', input.value),
      });
      if (created.is === 'key-reused') return idempotencyKeyReused(context);
      return context.json(shownAs(created.answer), 201);
    },

    getDataSource(context) {
      const stored = find(context);
      return stored ? context.json(shownAs(stored.shown)) : notFound(context);
    },

    async updateDataSource(context) {
      const stored = find(context);
      if (!stored) return notFound(context);
      if (stored.shown.type === knowledgeBaseType) return refuseKnowledgeBase(context);
      const input = await readJson(context, updateDataSource);
      if (!input.ok) return input.answer;
      const { id, config: before } = stored.shown;
      const { config } = input.value;
      const updated = await writer.updateDataSource({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        dataSourceId: id,
        update: { ...input.value, ...(config && { config: restoreSecrets(config, before) }) },
        idempotencyKey: idempotencyKeyOf(context, 'updateDataSource', { id, ...input.value }),
      });
      if (updated.is === 'key-reused') return idempotencyKeyReused(context);
      return updated.answer ? context.json(shownAs(updated.answer)) : notFound(context);
    },

    async deleteDataSource(context) {
      const id = context.req.param('id') ?? '';
      const stored = find(context);
      if (stored?.shown.type === knowledgeBaseType) return refuseKnowledgeBase(context);
      const result = await writer.deleteDataSource({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        dataSourceId: id,
        idempotencyKey: idempotencyKeyOf(context, 'deleteDataSource', { id }),
      });
      if (result.is === 'key-reused') return idempotencyKeyReused(context);
      return result.answer.deleted ? context.body(null, 204) : notFound(context);
    },

    getDataSourceStatus(context) {
      const stored = find(context);
      if (!stored) return notFound(context);
      return context.json(statusOf(stored, progress.of(stored.shown.id)));
    },
  };
}

/** The server alone reads with the credentials of a configuration. */
function shownAs(source: DataSource): DataSource {
  return { ...source, config: hideSecrets(source.config) };
}

/** The articles of an organisation are changed as articles. */
export function refuseKnowledgeBase(context: ServerContext): Response {
  return refuse(context, {
    code: 'invalid_request',
    message: 'This data source holds the knowledge base; change its articles under /api/v1/kb.',
    details: { type: 'is the knowledge base' },
  });
}

/** While nobody knows how much is to come, the progress is 0 until it is 100. */
function statusOf(
  { shown, failureReason }: StoredDataSource,
  running: ShownProgress | undefined,
): DataSourceStatus {
  const endsAt = shown.status === 'processing' ? running?.endsAt : undefined;
  return {
    status: shown.status,
    chunks_indexed: shown.chunk_count,
    progress_pct: shown.status === 'active' ? 100 : (running?.percent ?? 0),
    estimated_completion: endsAt === undefined ? null : new Date(endsAt).toISOString(),
    failure_reason: failureReason,
  };
}
