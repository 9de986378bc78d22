import { agentHandlers } from './agents.ts';
import { analyticsHandlers } from './analytics.ts';
import { apiKeyHandlers } from './api-keys.ts';
import { articleHandlers } from './articles.ts';
import { dataSourceHandlers } from './data-sources.ts';
import { documentHandlers } from './documents.ts';
import { evalRunHandlers } from './eval-runs.ts';
import { interactionHandlers } from './interactions.ts';
import { queryHandlers } from './query.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';
import { semanticSearchHandlers } from './semantic-search.ts';
import { syncHandlers } from './sync.ts';
import { userHandlers } from './users.ts';
import { webhookHandlers } from './webhooks.ts';

/** A handler for every row of the route table. */
export function routeHandlers(parts: ServerParts): RouteHandlers {
  return {
    ...dataSourceHandlers(parts),
    ...syncHandlers(parts),
    ...documentHandlers(parts),
    ...semanticSearchHandlers(parts),
    ...webhookHandlers(parts),
    ...userHandlers(parts),
    ...articleHandlers(parts),
    ...apiKeyHandlers(parts),
    ...evalRunHandlers(parts),
    ...queryHandlers(parts),
    ...agentHandlers(parts),
    ...interactionHandlers(parts),
    ...analyticsHandlers(parts),
  };
}
