import type { KeyScope } from '#core/scope-limits.ts';

/** Every call under `/api/v1` that the server answers, with the scope a key needs for it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As Hono writes it. */
  readonly path: string;
  readonly scope: KeyScope;
  readonly summary: string;
  /** Not in Twig's documents: an addition of ours that another server may lack. */
  readonly addition: boolean;
}

export const routes = {
  listDataSources: {
    method: 'GET',
    path: '/api/v1/data-sources',
    scope: 'read',
    summary: 'List data sources',
    addition: false,
  },
  createDataSource: {
    method: 'POST',
    path: '/api/v1/data-sources',
    scope: 'write',
    summary: 'Create a data source',
    addition: false,
  },
  getDataSource: {
    method: 'GET',
    path: '/api/v1/data-sources/:id',
    scope: 'read',
    summary: 'One data source',
    addition: true,
  },
  getDataSourceStatus: {
    method: 'GET',
    path: '/api/v1/data-sources/:id/status',
    scope: 'read',
    summary: 'Processing status of a data source',
    addition: false,
  },
  syncDataSource: {
    method: 'POST',
    path: '/api/v1/data-sources/:id/sync',
    scope: 'write',
    summary: 'Push documents into a data source',
    addition: false,
  },
  listDocuments: {
    method: 'GET',
    path: '/api/v1/data-sources/:id/documents',
    scope: 'read',
    summary: 'The manifest: what a data source holds',
    addition: true,
  },
  semanticSearch: {
    method: 'POST',
    path: '/api/v1/semantic-search',
    scope: 'execute',
    summary: 'Find passages without generating an answer',
    addition: false,
  },
  listWebhooks: {
    method: 'GET',
    path: '/api/v1/webhooks',
    scope: 'read',
    summary: 'List webhook endpoints',
    addition: true,
  },
  createWebhook: {
    method: 'POST',
    path: '/api/v1/webhooks',
    scope: 'write',
    summary: 'Register a webhook endpoint',
    addition: true,
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/api/v1/webhooks/:id',
    scope: 'write',
    summary: 'Remove a webhook endpoint',
    addition: true,
  },
} as const satisfies Record<string, Route>;
