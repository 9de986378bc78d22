import { type Connector, defineConnector, StopScopeError } from '#kit';
import { createGraphApi, type GraphApi } from './api.ts';
import { checkSharePoint } from './check.ts';
import { createGraphClient, type GraphClient } from './client.ts';
import { createDriveReader } from './drive-reader.ts';
import { createItemsReader } from './items-reader.ts';
import { options } from './options.ts';
import { createPagesReader } from './pages-reader.ts';
import { listPlaces, type ScopePlace } from './places.ts';
import { readByDelta, type SharePointCursor } from './read.ts';
import type { ScopeReader, Tools } from './scope-reader.ts';
import type { SharePointContext } from './sharepoint-context.ts';

/** Reads SharePoint sites (libraries, pages, lists) and OneDrives. See README.md beside this file. */
export const sharepoint: Connector = {
  type: 'sharepoint',
  connect: (config, surroundings) => describe().connect(config, surroundings),
};

interface Opened {
  readonly client: GraphClient;
  readonly api: GraphApi;
}

/** Anew for each connection, for one signs in once and spares the service as one. */
function describe(): Connector {
  let opened: Opened | undefined;
  let listed: Promise<readonly ScopePlace[]> | undefined;

  function open(context: SharePointContext): Opened {
    if (opened === undefined) {
      const client = createGraphClient(context);
      opened = { client, api: createGraphApi(client, context.config.pageSize) };
    }
    return opened;
  }
  function list(context: SharePointContext): Promise<readonly ScopePlace[]> {
    const listing = listPlaces(open(context).api, context);
    listed = listing;
    // The next one who asks shall try again.
    listing.catch(() => {
      listed = undefined;
    });
    return listing;
  }
  async function find(context: SharePointContext, scopeId: string): Promise<ScopePlace> {
    const place = (await (listed ?? list(context))).find(({ scope }) => scope.id === scopeId);
    if (place) return place;
    throw new StopScopeError(`SharePoint shows this app no ${scopeId}.`, {
      code: 'scope_missing',
      hint: 'It was deleted, or the app was granted less. Its documents stay for now.',
    });
  }

  return defineConnector({
    type: 'sharepoint',
    revision: 1,
    options,
    contentConfig: ({ isPublic }) => ({ public: isPublic }),
    async *scopes(context) {
      for (const { scope } of await list(context)) yield scope;
    },
    async *read(context, { id }, from: SharePointCursor | undefined) {
      const { scope, place } = await find(context, id);
      const tools = { ...open(context), context, scope };
      const openReader = (round: string | undefined) => readerFor({ ...tools, round }, place);
      return yield* readByDelta({ tools, known: context.known, open: openReader }, from);
    },
    async get(context, { id: scopeId }, id) {
      const { scope, place } = await find(context, scopeId);
      const reader = await readerFor({ ...open(context), context, scope, round: undefined }, place);
      return reader.get(id);
    },
    check: (context) => checkSharePoint(open(context), context),
  });
}

async function readerFor(tools: Tools, place: ScopePlace['place']): Promise<ScopeReader> {
  switch (place.kind) {
    case 'drive':
      return createDriveReader(tools, place);
    case 'pages':
      return createPagesReader(tools, place);
    case 'list':
      return createItemsReader(tools, place);
    case 'missing':
      throw place.error;
    default:
      return place satisfies never;
  }
}
