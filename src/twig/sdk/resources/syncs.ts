import type { SyncCounts as WireSyncCounts } from '#twig/api/push.ts';
import type { Sync as WireSync } from '#twig/api/syncs.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, maybe, opaque, text } from '../from-wire.ts';
import type { ListPage, ListQuery } from '../list.ts';
import { createListResource } from '../list-resource.ts';

/** One sync of a data source and what it came to. */
export type Sync = Lenient<
  Omit<Camel<WireSync>, 'status' | 'origin'> & { readonly status: string; readonly origin: string },
  'id' | 'status'
>;

export interface SyncPage extends ListPage<Sync> {}

/** What became of syncs; an addition that a server may lack (404). */
export interface Syncs {
  /** One page of the syncs of a data source, newest first. */
  list(dataSourceId: string, query?: ListQuery, options?: CallOptions): Promise<SyncPage>;
  /** All syncs of a data source, page by page. */
  pages(
    dataSourceId: string,
    query?: ListQuery,
    options?: CallOptions,
  ): AsyncGenerator<SyncPage, void>;
  get(id: string, options?: CallOptions): Promise<Sync>;
}

const listRoute: Endpoint<'listSyncs'> = {
  method: 'GET',
  path: '/api/v1/data-sources/:id/syncs',
  scope: 'read',
};
const getRoute: Endpoint<'getSync'> = { method: 'GET', path: '/api/v1/syncs/:id', scope: 'read' };

const readSync = fields<Sync>({
  id: text,
  dataSourceId: maybe(text),
  namespace: maybe(text),
  origin: maybe(text),
  status: text,
  counts: maybe(
    fields<WireSyncCounts>({
      added: amount,
      updated: amount,
      deleted: amount,
      unchanged: amount,
      skipped: amount,
      failed: amount,
      held: amount,
    }),
  ),
  metadata: maybe(opaque),
  failureReason: maybe(text),
  startedAt: maybe(text),
  finishedAt: maybe(text),
});

export function createSyncs(send: Send): Syncs {
  const of = (id: string) =>
    createListResource(send, { endpoint: listRoute, noun: 'syncs', read: readSync }, id);
  return {
    list: (dataSourceId, query, options) => of(dataSourceId).list(query, options),
    pages: (dataSourceId, query, options) => of(dataSourceId).pages(query, options),
    get: (id, options) => send({ endpoint: getRoute, id }, readSync, options),
  };
}
