import type {
  CreateDataSource as WireCreateDataSource,
  DataSource as WireDataSource,
  DataSourceStatus as WireDataSourceStatus,
  ManifestDocument as WireManifestDocument,
  SyncTriggered as WireSyncTriggered,
  UpdateDataSource as WireUpdateDataSource,
} from '#twig/api/data-sources.ts';
import type { PushAnswer as WirePushAnswer } from '#twig/api/push.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, maybe, nothing, opaque, orElse, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { type ListPage, type ListQuery, pagesOf } from '../list.ts';

/** A data source as a server shows it; the documented API promises little more than the first four. */
export type DataSource = Lenient<Camel<WireDataSource>, 'id' | 'name' | 'type' | 'status'>;
export type NewDataSource = Camel<WireCreateDataSource>;
export type DataSourceUpdate = Camel<WireUpdateDataSource>;
/** A server that keeps to the documents alone need not answer anything. */
export type TriggeredSync = Lenient<Camel<WireSyncTriggered>, never>;
/** `status` is `pending`, `processing`, `active` or `failed`. */
export type DataSourceStatus = Lenient<Camel<WireDataSourceStatus>, 'status'>;

export interface DataSourceQuery extends ListQuery {
  readonly status?: string;
}

export interface DataSourcePage extends ListPage<DataSource> {}

/** One document that a data source holds. */
export type ManifestDocument = Camel<WireManifestDocument>;

export interface ManifestQuery {
  readonly namespace?: string;
  readonly cursor?: string;
  /** At most 200. */
  readonly limit?: number;
}

export interface ManifestPage {
  readonly documents: readonly ManifestDocument[];
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
  /** Of the last sync of the namespace; 0 when there was none. */
  readonly seq: number;
  /** What the last sync brought along: commit, ref. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Whether a push may hold lines with op `describe`. */
  readonly describes: boolean;
}

/** One part of a push, as NDJSON; `encodePushLine` makes its lines. */
export interface PushBody {
  readonly bytes: Uint8Array;
  /** How `bytes` are compressed; absent means not at all. */
  readonly encoding?: 'gzip';
}

/**
 * What a server answered to a part. Only all of `syncId`, `part` and `accepted` mean that it took the
 * part: a server without push answers 202 as well, and ignores the body.
 */
export type PushAnswer = Lenient<Camel<WirePushAnswer>, never>;

export interface DataSources {
  /** One page of the list. */
  list(query?: DataSourceQuery, options?: CallOptions): Promise<DataSourcePage>;
  /** The whole list, page by page, from `query.offset` on. */
  pages(query?: DataSourceQuery, options?: CallOptions): AsyncGenerator<DataSourcePage, void>;
  create(source: NewDataSource, options?: CallOptions): Promise<DataSource>;
  get(id: string, options?: CallOptions): Promise<DataSource>;
  /**
   * Changes what is given and leaves the rest; a `config` replaces the old one whole. An addition that
   * a server may lack (404), like `delete`.
   */
  update(id: string, update: DataSourceUpdate, options?: CallOptions): Promise<DataSource>;
  /** With everything that it holds. */
  delete(id: string, options?: CallOptions): Promise<void>;
  status(id: string, options?: CallOptions): Promise<DataSourceStatus>;
  /** Has the server read the data source now; `status` tells when it is over. */
  sync(id: string, options?: CallOptions): Promise<TriggeredSync>;
  /** One page of what the data source holds; a server without push has no such call (404). */
  manifest(id: string, query?: ManifestQuery, options?: CallOptions): Promise<ManifestPage>;
  /** Sends one part of a sync. A repeated part does no harm. */
  push(id: string, body: PushBody, options?: CallOptions): Promise<PushAnswer>;
}

const listRoute: Endpoint<'listDataSources'> = {
  method: 'GET',
  path: '/api/v1/data-sources',
  scope: 'read',
};
const createRoute: Endpoint<'createDataSource'> = {
  method: 'POST',
  path: '/api/v1/data-sources',
  scope: 'write',
};
const getRoute: Endpoint<'getDataSource'> = {
  method: 'GET',
  path: '/api/v1/data-sources/:id',
  scope: 'read',
};
const updateRoute: Endpoint<'updateDataSource'> = {
  method: 'PUT',
  path: '/api/v1/data-sources/:id',
  scope: 'write',
};
const deleteRoute: Endpoint<'deleteDataSource'> = {
  method: 'DELETE',
  path: '/api/v1/data-sources/:id',
  scope: 'write',
};
const statusRoute: Endpoint<'getDataSourceStatus'> = {
  method: 'GET',
  path: '/api/v1/data-sources/:id/status',
  scope: 'read',
};
const manifestRoute: Endpoint<'listDocuments'> = {
  method: 'GET',
  path: '/api/v1/data-sources/:id/documents',
  scope: 'read',
};
const syncRoute: Endpoint<'syncDataSource'> = {
  method: 'POST',
  path: '/api/v1/data-sources/:id/sync',
  scope: 'write',
};

const readDataSource = fields<DataSource>({
  id: text,
  type: text,
  name: text,
  status: text,
  config: maybe(opaque),
  syncFrequency: maybe(text),
  documentCount: maybe(amount),
  chunkCount: maybe(amount),
  createdAt: maybe(text),
  updatedAt: maybe(text),
  lastSyncedAt: maybe(text),
  nextSyncAt: maybe(text),
});

const readList = fields<{
  readonly dataSources: readonly DataSource[];
  readonly total: number | undefined;
  readonly offset: number | undefined;
}>({ dataSources: listOf(readDataSource), total: maybe(amount), offset: maybe(amount) });

const readStatus = fields<DataSourceStatus>({
  status: text,
  chunksIndexed: maybe(amount),
  progressPct: maybe(amount),
  estimatedCompletion: maybe(text),
  failureReason: maybe(text),
});

const readTriggered = maybe(
  fields<TriggeredSync>({
    dataSourceId: maybe(text),
    syncId: maybe(text),
    status: maybe(text),
    failureReason: maybe(text),
  }),
);

const readManifest = fields<ManifestPage>({
  documents: listOf(
    fields<ManifestDocument>({
      documentId: text,
      namespace: text,
      version: maybe(text),
      contentHash: text,
      signature: text,
      chunkCount: amount,
      url: text,
      title: text,
    }),
  ),
  nextCursor: maybe(text),
  seq: amount,
  metadata: orElse(opaque, {}),
  describes: (wire) => wire === true,
});

const readPushAnswer = maybe(
  fields<PushAnswer>({
    syncId: maybe(text),
    part: maybe(amount),
    accepted: maybe(
      fields<NonNullable<PushAnswer['accepted']>>({
        upserts: amount,
        describes: maybe(amount),
        deletes: amount,
      }),
    ),
    status: maybe(text),
  }),
);

/** A part may hold megabytes that the server makes durable before it answers. */
const pushTimeoutMs = 5 * 60_000;

export function createDataSources(send: Send): DataSources {
  async function list(query: DataSourceQuery = {}, options?: CallOptions): Promise<DataSourcePage> {
    const { limit, offset, status } = query;
    const answer = await send(
      { endpoint: listRoute, query: { limit, offset, status } },
      readList,
      options,
    );
    const { dataSources: entries, total } = answer;
    return { entries, total, offset: answer.offset ?? offset ?? 0 };
  }

  return {
    list,
    pages: (query = {}, options) =>
      pagesOf((offset) => list({ ...query, offset }, options), query.offset),
    create: (source, options) =>
      send({ endpoint: createRoute, body: jsonBody(source) }, readDataSource, options),
    get: (id, options) => send({ endpoint: getRoute, id }, readDataSource, options),
    update: (id, update, options) =>
      send({ endpoint: updateRoute, id, body: jsonBody(update) }, readDataSource, options),
    delete: (id, options) => send({ endpoint: deleteRoute, id }, nothing, options),
    status: (id, options) => send({ endpoint: statusRoute, id }, readStatus, options),
    sync: async (id, options) =>
      (await send({ endpoint: syncRoute, id }, readTriggered, options)) ?? {},
    manifest: (id, { namespace, cursor, limit } = {}, options) =>
      send(
        { endpoint: manifestRoute, id, query: { namespace, cursor, limit } },
        readManifest,
        options,
      ),
    push: async (id, { bytes, encoding }, options) => {
      const answer = await send(
        {
          endpoint: syncRoute,
          id,
          timeoutMs: pushTimeoutMs,
          body: {
            bytes,
            contentType: 'application/x-ndjson',
            ...(encoding && { contentEncoding: encoding }),
          },
        },
        readPushAnswer,
        options,
      );
      return answer ?? {};
    },
  };
}
