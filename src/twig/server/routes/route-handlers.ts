import { dataSourceHandlers } from './data-sources.ts';
import { documentHandlers } from './documents.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';
import { semanticSearchHandlers } from './semantic-search.ts';
import { syncHandlers } from './sync.ts';
import { webhookHandlers } from './webhooks.ts';

/** A handler for every row of the route table. */
export function routeHandlers(parts: ServerParts): RouteHandlers {
  return {
    ...dataSourceHandlers(parts),
    ...syncHandlers(parts),
    ...documentHandlers(parts),
    ...semanticSearchHandlers(parts),
    ...webhookHandlers(parts),
  };
}
