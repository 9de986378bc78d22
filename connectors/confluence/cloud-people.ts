import { type Principal, readShape } from '#kit';
import type { ConfluenceApi } from './api.ts';
import { chunksOf } from './chunks-of.ts';
import { limit } from './cloud-places.ts';
import type { Connection, Request } from './connection.ts';
import { listAll } from './paging.ts';
import { permissionV2, userPage } from './schemas.ts';

/** Who people are on Cloud, and who of them may read a space. */
export function createCloudPeople(
  connection: Connection,
): Pick<ConfluenceApi, 'names' | 'spaceReaders'> {
  return {
    async names(ids, signal) {
      const names = new Map<string, string>();
      for (const accountIds of chunksOf(ids, limit)) {
        const request: Request = {
          path: '/api/v2/users-bulk',
          body: { accountIds },
          what: 'the names of people',
          scope: 'read:user:confluence',
        };
        const { results } = readShape(
          userPage,
          await connection.json(request, signal),
          request.what,
        );
        for (const { accountId, displayName, publicName } of results) {
          const name = displayName || publicName;
          if (name) names.set(accountId, name);
        }
      }
      return names;
    },

    async spaceReaders(space, signal) {
      const request: Request = {
        path: `/api/v2/spaces/${encodeURIComponent(space.id)}/permissions`,
        what: `who may read ${space.key}`,
        scope: 'read:space:confluence',
      };
      const readers: Principal[] = [];
      for await (const found of listAll({ connection, request, limit, signal }, 'cursor')) {
        const { principal, operation } = readShape(permissionV2, found, request.what);
        if (operation.key !== 'read' || operation.targetType !== 'space') continue;
        const kind = principal.type === 'user' ? 'user' : 'group';
        readers.push({ source: 'confluence', kind, id: principal.id });
      }
      return readers;
    },
  };
}
