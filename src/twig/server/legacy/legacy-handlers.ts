import type { RouteHandlers, ServerParts } from '../routes/route-handler.ts';
import { agentManagerHandlers } from './agents.ts';
import { createAskV1 } from './ask-v1.ts';
import { chatHandlers } from './chat.ts';
import { dashboardHandlers } from './dashboard.ts';
import { dataSpecHandlers } from './data-specs.ts';
import { chatLogHandlers } from './interactions.ts';
import type { LegacyHandlers } from './legacy-handler.ts';
import { searchOnlyHandlers } from './semantic-search.ts';
import { webhookRegistrationHandlers } from './webhooks.ts';

/** A handler for every row of the legacy table, resting on those of v1. */
export function legacyHandlers(parts: ServerParts, handlers: RouteHandlers): LegacyHandlers {
  const ask = createAskV1(handlers);
  return {
    ...chatHandlers(ask),
    ...agentManagerHandlers(ask),
    ...dataSpecHandlers(ask),
    ...chatLogHandlers(parts, ask),
    ...dashboardHandlers(parts.clock, ask),
    ...searchOnlyHandlers(ask),
    ...webhookRegistrationHandlers(ask),
  };
}
