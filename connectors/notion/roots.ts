import type { DatabaseObjectResponse } from '@notionhq/client';
import { StopScopeError } from '#kit';
import type { Found, NotionApi } from './endpoints.ts';
import { isNotFound, isRefused } from './explain-error.ts';

/**
 * What an id names: Notion's addresses do not tell a page from a database.
 *
 * @throws StopScopeError when it names nothing that is shared.
 */
export async function findRoot(
  api: NotionApi,
  id: string,
): Promise<Found | DatabaseObjectResponse> {
  const kinds = [() => api.page(id), () => api.database(id), () => api.dataSource(id)];
  for (const ask of kinds) {
    try {
      return await ask();
    } catch (error) {
      if (!isNotFound(error) && !isRefused(error)) throw error;
    }
  }
  throw new StopScopeError(
    `Notion shares no page, database or data source ${id} with the connection.`,
    {
      code: 'notion_root_not_shared',
      hint: 'Open it in Notion, choose ••• > Connections and add the connection; or take it out of "roots". Nothing was deleted.',
    },
  );
}
