import { type Connector, defineConnector, StopScopeError } from '#kit';
import { createDriveApi, type DriveApi } from './api.ts';
import { checkDrive } from './check.ts';
import { createDriveClient } from './client.ts';
import { openDesk, type ScopePlace } from './desk.ts';
import type { DriveContext } from './drive-context.ts';
import { getDocument } from './get-document.ts';
import { options } from './options.ts';
import { listPlaces } from './places.ts';
import { type DriveCursor, readDrive } from './read.ts';

/** Reads Google Drive: what users have and see, and shared drives. See README.md beside this file. */
export const googleDrive: Connector = {
  type: 'google_drive',
  connect: (config, surroundings) => describe().connect(config, surroundings),
};

/** Anew for each connection, for one signs in once and spares Google as one. */
function describe(): Connector {
  let opened: DriveApi | undefined;
  let listed: Promise<readonly ScopePlace[]> | undefined;

  function open(context: DriveContext): DriveApi {
    opened ??= createDriveApi(createDriveClient(context), context.config.pageSize);
    return opened;
  }
  function list(context: DriveContext): Promise<readonly ScopePlace[]> {
    const listing = listPlaces(open(context), context);
    listed = listing;
    // The next one who asks shall try again.
    listing.catch(() => {
      listed = undefined;
    });
    return listing;
  }
  async function deskOf(context: DriveContext, scopeId: string) {
    const places = await (listed ?? list(context));
    const place = places.find(({ scope }) => scope.id === scopeId);
    if (place) return openDesk(open(context), context, place);
    throw new StopScopeError(`Google Drive shows this account no ${scopeId}.`, {
      code: 'scope_missing',
      hint: 'The drive was deleted, or the account is no member any more. Its documents stay until it is taken out of the configuration.',
    });
  }

  return defineConnector({
    type: 'google_drive',
    revision: 2,
    options,
    contentConfig: ({ isPublic, hasDeepLinks }) => ({ public: isPublic, deep_links: hasDeepLinks }),
    async *scopes(context) {
      for (const { scope } of await list(context)) yield scope;
    },
    async *read(context, scope, from: DriveCursor | undefined) {
      return yield* readDrive(await deskOf(context, scope.id), context.known, from);
    },
    get: async (context, scope, id) => getDocument(await deskOf(context, scope.id), id),
    check: (context) => checkDrive(open(context), context),
  });
}
