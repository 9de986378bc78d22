import type {
  CreateDataSpec as WireCreate,
  DataSpec as WireDataSpec,
  ProcessAnswer as WireProcess,
} from '#twig/api/legacy/data-specs.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { LegacyEndpoint } from '../endpoint.ts';
import { amount, maybe, opaque, text } from '../from-wire.ts';
import type { ListQuery } from '../list.ts';
import type { ListResource } from '../list-resource.ts';
import { inEnvelope } from './in-envelope.ts';
import { createLegacyList } from './legacy-list.ts';
import { plainBody } from './plain-body.ts';
import { sameFields } from './same-fields.ts';

export type DataSpec = Lenient<Camel<WireDataSpec>, 'id' | 'name'>;
/** `type` and `refreshFrequency` in capitals: `WEBSITE`, `DAILY`. */
export type NewDataSpec = Readonly<WireCreate>;
export type Processing = Lenient<Camel<WireProcess['data']>, never>;

/** Data sources. */
export interface DataSpecs extends ListResource<DataSpec> {
  create(spec: NewDataSpec, options?: CallOptions): Promise<DataSpec>;
  /** Has the server read the data source now. */
  process(id: string, options?: CallOptions): Promise<Processing>;
}

const listRoute: LegacyEndpoint<'listDataSpecs'> = {
  method: 'GET',
  path: '/api/data-specs',
  scope: 'read',
};
const createRoute: LegacyEndpoint<'createDataSpec'> = {
  method: 'POST',
  path: '/api/data-specs',
  scope: 'write',
};
const processRoute: LegacyEndpoint<'processDataSpec'> = {
  method: 'POST',
  path: '/api/data-specs/:id/process',
  scope: 'write',
};

const readSpec = sameFields<DataSpec>({
  id: text,
  type: maybe(text),
  name: text,
  url: maybe(text),
  refreshFrequency: maybe(text),
  status: maybe(text),
  config: maybe(opaque),
  documentCount: maybe(amount),
  chunkCount: maybe(amount),
  createdAt: maybe(text),
  updatedAt: maybe(text),
  lastSyncedAt: maybe(text),
});
const readOne = inEnvelope(readSpec);
const readProcessing = maybe(
  inEnvelope(
    sameFields<Processing>({
      id: maybe(text),
      syncId: maybe(text),
      status: maybe(text),
      failureReason: maybe(text),
    }),
  ),
);

export function createDataSpecs(send: Send): DataSpecs {
  return {
    ...createLegacyList<DataSpec, ListQuery>(send, listRoute, readSpec),
    create: (spec, options) =>
      send({ endpoint: createRoute, body: plainBody(spec) }, readOne, options),
    process: async (id, options) =>
      (await send({ endpoint: processRoute, id }, readProcessing, options)) ?? {},
  };
}
