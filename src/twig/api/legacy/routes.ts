import type { Route } from '../routes.ts';

/** A call of the older generation; nothing of it is an addition of ours. */
export type LegacyRoute = Omit<Route, 'addition'>;

/** Every legacy call under `/api` that the server answers, with the scope a key needs for it. */
export const legacyRoutes = {
  chat: {
    method: 'POST',
    path: '/api/chat',
    scope: 'execute',
    summary: 'Answer a prompt from the data sources of an agent',
  },
  listAgentManagers: {
    method: 'GET',
    path: '/api/ai-agent-managers',
    scope: 'read',
    summary: 'List agents',
  },
  listAgentsShort: {
    method: 'GET',
    path: '/api/agents',
    scope: 'read',
    summary: 'List agents, by the path of the documents’ first example',
  },
  createAgentManager: {
    method: 'POST',
    path: '/api/ai-agent-managers',
    scope: 'write',
    summary: 'Create an agent',
  },
  getAgentManager: {
    method: 'GET',
    path: '/api/ai-agent-managers/:id',
    scope: 'read',
    summary: 'One agent',
  },
  updateAgentManager: {
    method: 'PUT',
    path: '/api/ai-agent-managers/:id',
    scope: 'write',
    summary: 'Change an agent',
  },
  deleteAgentManager: {
    method: 'DELETE',
    path: '/api/ai-agent-managers/:id',
    scope: 'write',
    summary: 'Remove an agent',
  },
  listDataSpecs: {
    method: 'GET',
    path: '/api/data-specs',
    scope: 'read',
    summary: 'List data sources',
  },
  createDataSpec: {
    method: 'POST',
    path: '/api/data-specs',
    scope: 'write',
    summary: 'Create a data source',
  },
  processDataSpec: {
    method: 'POST',
    path: '/api/data-specs/:id/process',
    scope: 'write',
    summary: 'Read a data source now',
  },
  listChats: {
    method: 'GET',
    path: '/api/interactions',
    scope: 'read',
    summary: 'List what was asked and answered',
  },
  rateChat: {
    method: 'POST',
    path: '/api/interactions/feedback',
    scope: 'execute',
    summary: 'Rate an answer',
  },
  getDashboard: {
    method: 'GET',
    path: '/api/analytics/charts/dashboard',
    scope: 'admin',
    summary: 'Metrics of what was asked and answered',
  },
  searchOnly: {
    method: 'POST',
    path: '/api/semantic-search',
    scope: 'execute',
    summary: 'Find passages without generating an answer',
  },
  registerWebhook: {
    method: 'POST',
    path: '/api/webhooks',
    scope: 'write',
    summary: 'Register a webhook endpoint',
  },
} as const satisfies Record<string, LegacyRoute>;

export type LegacyRouteName = keyof typeof legacyRoutes;
