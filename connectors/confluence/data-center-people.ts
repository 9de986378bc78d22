import { type Principal, readShape } from '#kit';
import type { ConfluenceApi } from './api.ts';
import type { Connection, Request } from './connection.ts';
import { spacePermissionsV1, userV1 } from './schemas.ts';

/** A permission of Data Center is a person's, not a scope's. */
const scope = '';

/** Who people are on Data Center, and who of them may read a space. */
export function createDataCenterPeople(
  connection: Connection,
): Pick<ConfluenceApi, 'names' | 'spaceReaders'> {
  return {
    async names(ids, signal) {
      const names = new Map<string, string>();
      for (const key of ids) {
        const what = 'the name of a person';
        const request: Request = { path: '/rest/api/user', query: { key }, what, scope };
        const found = await connection.find(request, signal);
        const name = found === undefined ? undefined : readShape(userV1, found, what).displayName;
        if (name) names.set(key, name);
      }
      return names;
    },

    async spaceReaders(space, signal) {
      const what = `who may read ${space.key}`;
      const path = `/rest/api/space/${encodeURIComponent(space.key)}/permissions`;
      const found = await connection.find({ path, what, scope }, signal);
      if (found === undefined) return undefined;
      return readShape(spacePermissionsV1, found, what).flatMap(
        ({ operation, subject }): Principal[] => {
          if (operation?.operationKey !== 'read' || operation.targetType !== 'space') return [];
          const id = subject?.userKey ?? subject?.name;
          if (id === undefined) return [];
          return [{ source: 'confluence', kind: subject?.type === 'group' ? 'group' : 'user', id }];
        },
      );
    },
  };
}
