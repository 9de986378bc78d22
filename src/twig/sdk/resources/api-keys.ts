import type {
  ApiKey as WireApiKey,
  CreateApiKey as WireCreateApiKey,
  CreatedApiKey as WireCreatedApiKey,
} from '#twig/api/api-keys.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { fields, listOf, maybe, nothing, type Read, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { createListResource, type ListResource } from '../list-resource.ts';

type Shown = Omit<Camel<WireApiKey>, 'scopes'> & { readonly scopes: readonly string[] };
export type ApiKey = Lenient<Shown, 'id'>;
export type NewApiKey = Camel<WireCreateApiKey>;
/** `key` is shown this once. */
export type CreatedApiKey = ApiKey & Pick<Camel<WireCreatedApiKey>, 'key'>;

/** Keys of the organisation; an addition that a server may lack. Every call needs the scope admin. */
export interface ApiKeys extends ListResource<ApiKey> {
  /**
   * A repeated request whose first answer was lost is a conflict that names the key: its value is kept
   * nowhere, so it cannot be told again.
   */
  create(key: NewApiKey, options?: CallOptions): Promise<CreatedApiKey>;
  /** From then on nobody knows the key. */
  revoke(id: string, options?: CallOptions): Promise<void>;
}

const listRoute: Endpoint<'listApiKeys'> = {
  method: 'GET',
  path: '/api/v1/api-keys',
  scope: 'admin',
};
const createRoute: Endpoint<'createApiKey'> = {
  method: 'POST',
  path: '/api/v1/api-keys',
  scope: 'admin',
};
const revokeRoute: Endpoint<'revokeApiKey'> = {
  method: 'DELETE',
  path: '/api/v1/api-keys/:id',
  scope: 'admin',
};

const keyReaders = {
  id: text,
  name: maybe(text),
  scopes: maybe(listOf(text)),
  hint: maybe(text),
  createdAt: maybe(text),
  expiresAt: maybe(text),
};

const readKey = fields<ApiKey>(keyReaders);
const readCreated: Read<CreatedApiKey> = fields<CreatedApiKey>({ ...keyReaders, key: text });

export function createApiKeys(send: Send): ApiKeys {
  return {
    ...createListResource(send, { endpoint: listRoute, noun: 'api_keys', read: readKey }),
    create: (key, options) =>
      send({ endpoint: createRoute, body: jsonBody(key) }, readCreated, options),
    revoke: (id, options) => send({ endpoint: revokeRoute, id }, nothing, options),
  };
}
