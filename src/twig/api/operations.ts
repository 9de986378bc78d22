import * as z from 'zod';
import { agent, agentList, createAgent, updateAgent } from './agents.ts';
import { analyticsAnswer, analyticsQuery } from './analytics.ts';
import { apiKeyList, createApiKey, createdApiKey } from './api-keys.ts';
import {
  article,
  articleList,
  articleListQuery,
  articleVersionList,
  createArticle,
  updateArticle,
} from './articles.ts';
import {
  createDataSource,
  dataSource,
  dataSourceList,
  dataSourceListQuery,
  dataSourceStatus,
  manifestPage,
  manifestQuery,
  syncTriggered,
  updateDataSource,
} from './data-sources.ts';
import { createEvalRun, evalRun, evalRunList } from './eval-runs.ts';
import {
  giveFeedback,
  interaction,
  interactionList,
  interactionListQuery,
} from './interactions.ts';
import { listQuery } from './list.ts';
import type { Operation } from './operation.ts';
import { pushAnswer, pushLine } from './push.ts';
import { queryAnswer, queryEvent, queryRequest } from './query.ts';
import type { routes } from './routes.ts';
import { semanticSearchAnswer, semanticSearchRequest } from './semantic-search.ts';
import { sync, syncList } from './syncs.ts';
import { createUser, user, userList } from './users.ts';
import {
  createdWebhook,
  createWebhook,
  delivery,
  deliveryList,
  updateWebhook,
  webhook,
  webhookList,
} from './webhooks.ts';

const dataSources = { group: 'Data sources' } as const;
const agents = { group: 'Agents' } as const;
const answers = { group: 'Questions' } as const;
const webhooks = { group: 'Webhooks' } as const;
const knowledge = { group: 'Knowledge base' } as const;
const people = { group: 'Users' } as const;
const keys = { group: 'API keys' } as const;
const evals = { group: 'Eval runs' } as const;

/** What each call of the route table takes and answers. */
export const operations = {
  listDataSources: {
    ...dataSources,
    query: dataSourceListQuery,
    status: 200,
    answer: dataSourceList,
  },
  createDataSource: {
    ...dataSources,
    body: createDataSource,
    status: 201,
    answer: dataSource,
    refusals: [409],
  },
  getDataSource: { ...dataSources, status: 200, answer: dataSource, refusals: [404] },
  updateDataSource: {
    ...dataSources,
    body: updateDataSource,
    status: 200,
    answer: dataSource,
    refusals: [404, 409],
  },
  deleteDataSource: { ...dataSources, status: 204, refusals: [404, 409] },
  getDataSourceStatus: { ...dataSources, status: 200, answer: dataSourceStatus, refusals: [404] },
  syncDataSource: {
    ...dataSources,
    lines: pushLine,
    status: 202,
    answer: z.union([syncTriggered, pushAnswer]),
    refusals: [404, 409, 413],
  },
  listSyncs: { ...dataSources, query: listQuery, status: 200, answer: syncList, refusals: [404] },
  getSync: { ...dataSources, status: 200, answer: sync, refusals: [404] },
  listDocuments: {
    ...dataSources,
    query: manifestQuery,
    status: 200,
    answer: manifestPage,
    refusals: [404],
  },
  semanticSearch: {
    ...answers,
    body: semanticSearchRequest,
    status: 200,
    answer: semanticSearchAnswer,
    refusals: [404],
  },
  query: {
    ...answers,
    body: queryRequest,
    status: 200,
    answer: queryAnswer,
    event: queryEvent,
    refusals: [404],
  },
  listAgents: { ...agents, query: listQuery, status: 200, answer: agentList },
  createAgent: { ...agents, body: createAgent, status: 201, answer: agent, refusals: [404, 409] },
  getAgent: { ...agents, status: 200, answer: agent, refusals: [404] },
  updateAgent: { ...agents, body: updateAgent, status: 200, answer: agent, refusals: [404, 409] },
  deleteAgent: { ...agents, status: 204, refusals: [404, 409] },
  listInteractions: {
    ...answers,
    query: interactionListQuery,
    status: 200,
    answer: interactionList,
  },
  giveFeedback: {
    ...answers,
    body: giveFeedback,
    status: 200,
    answer: interaction,
    refusals: [404],
  },
  getAnalytics: { ...answers, query: analyticsQuery, status: 200, answer: analyticsAnswer },
  listWebhooks: { ...webhooks, query: listQuery, status: 200, answer: webhookList },
  createWebhook: {
    ...webhooks,
    body: createWebhook,
    status: 201,
    answer: createdWebhook,
    refusals: [409],
  },
  getWebhook: { ...webhooks, status: 200, answer: webhook, refusals: [404] },
  updateWebhook: {
    ...webhooks,
    body: updateWebhook,
    status: 200,
    answer: webhook,
    refusals: [404, 409],
  },
  deleteWebhook: { ...webhooks, status: 204, refusals: [404, 409] },
  testWebhook: { ...webhooks, status: 202, answer: delivery, refusals: [404, 409] },
  listDeliveries: {
    ...webhooks,
    query: listQuery,
    status: 200,
    answer: deliveryList,
    refusals: [404],
  },
  redeliver: { ...webhooks, status: 202, answer: delivery, refusals: [404, 409] },
  listUsers: { ...people, query: listQuery, status: 200, answer: userList },
  createUser: { ...people, body: createUser, status: 201, answer: user, refusals: [409] },
  listArticles: { ...knowledge, query: articleListQuery, status: 200, answer: articleList },
  createArticle: {
    ...knowledge,
    body: createArticle,
    status: 201,
    answer: article,
    refusals: [409],
  },
  getArticle: { ...knowledge, status: 200, answer: article, refusals: [404] },
  updateArticle: {
    ...knowledge,
    body: updateArticle,
    status: 200,
    answer: article,
    refusals: [404, 409],
  },
  listArticleVersions: {
    ...knowledge,
    query: listQuery,
    status: 200,
    answer: articleVersionList,
    refusals: [404],
  },
  listApiKeys: { ...keys, query: listQuery, status: 200, answer: apiKeyList },
  createApiKey: {
    ...keys,
    body: createApiKey,
    status: 201,
    answer: createdApiKey,
    refusals: [409],
  },
  revokeApiKey: { ...keys, status: 204, refusals: [404] },
  listEvalRuns: { ...evals, query: listQuery, status: 200, answer: evalRunList },
  createEvalRun: {
    ...evals,
    body: createEvalRun,
    status: 202,
    answer: evalRun,
    refusals: [404, 409],
  },
  getEvalRun: { ...evals, status: 200, answer: evalRun, refusals: [404] },
} as const satisfies Record<keyof typeof routes, Operation>;
