import {
  type DataSource,
  dataSource,
  dataSourceList,
  syncTriggered,
} from '#twig/api/data-sources.ts';
import { createDataSpec, type DataSpec } from '#twig/api/legacy/data-specs.ts';
import { listQuery } from '#twig/api/list.ts';
import { readJson, readQuery } from '../read-input.ts';
import type { AskV1 } from './ask-v1.ts';
import type { LegacyHandlers } from './legacy-handler.ts';
import { passOn } from './pass-on.ts';
import { pathId } from './path-id.ts';

export function dataSpecHandlers(
  ask: AskV1,
): LegacyHandlers<'listDataSpecs' | 'createDataSpec' | 'processDataSpec'> {
  return {
    async listDataSpecs(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const call = { route: 'listDataSources', query: query.value } as const;
      const listed = await passOn(ask, context, call, dataSourceList);
      if (!listed.ok) return listed.answer;
      const { data_sources, total } = listed.value;
      return context.json({ data: data_sources.map(shownAs), total, status: 'success' });
    },

    async createDataSpec(context) {
      const input = await readJson(context, createDataSpec);
      if (!input.ok) return input.answer;
      const { type, name, url, refreshFrequency, config } = input.value;
      const body = {
        type: type.toLowerCase(),
        name,
        config: { ...config, ...(url !== undefined && { url }) },
        sync_frequency: refreshFrequency.toLowerCase(),
      };
      const call = { route: 'createDataSource', body } as const;
      const created = await passOn(ask, context, call, dataSource);
      if (!created.ok) return created.answer;
      return context.json({ data: shownAs(created.value), status: 'success' }, 201);
    },

    async processDataSpec(context) {
      const call = { route: 'syncDataSource', id: pathId(context) } as const;
      const triggered = await passOn(ask, context, call, syncTriggered);
      if (!triggered.ok) return triggered.answer;
      const { data_source_id: id, sync_id: syncId, failure_reason } = triggered.value;
      const state = triggered.value.status.toUpperCase();
      const data = { id, syncId, status: state, failureReason: failure_reason };
      return context.json({ data, status: 'success' }, 202);
    },
  };
}

function shownAs(source: DataSource): DataSpec {
  const { url } = source.config;
  return {
    id: source.id,
    type: source.type.toUpperCase(),
    name: source.name,
    url: typeof url === 'string' ? url : null,
    refreshFrequency: source.sync_frequency.toUpperCase(),
    status: source.status.toUpperCase(),
    config: source.config,
    documentCount: source.document_count,
    chunkCount: source.chunk_count,
    createdAt: source.created_at,
    updatedAt: source.updated_at,
    lastSyncedAt: source.last_synced_at,
  };
}
