import { listQuery } from '../list.ts';
import type { Operation } from '../operation.ts';
import { createWebhook } from '../webhooks.ts';
import {
  agentManagerAnswer,
  agentManagerList,
  createAgentManager,
  deletedAnswer,
  updateAgentManager,
} from './agents.ts';
import { chatAnswer, chatEvent, chatRequest } from './chat.ts';
import { dashboardAnswer, dashboardQuery } from './dashboard.ts';
import { createDataSpec, dataSpecAnswer, dataSpecList, processAnswer } from './data-specs.ts';
import { chatList, chatListQuery, rateChat, rateChatAnswer } from './interactions.ts';
import type { legacyRoutes } from './routes.ts';
import { searchOnlyAnswer, searchOnlyRequest } from './semantic-search.ts';
import { registerWebhookAnswer } from './webhooks.ts';

const legacy = { group: 'Legacy' } as const;

/** What each call of the legacy table takes and answers. */
export const legacyOperations = {
  chat: {
    ...legacy,
    body: chatRequest,
    status: 200,
    answer: chatAnswer,
    event: chatEvent,
    refusals: [404],
  },
  listAgentManagers: { ...legacy, query: listQuery, status: 200, answer: agentManagerList },
  listAgentsShort: { ...legacy, query: listQuery, status: 200, answer: agentManagerList },
  createAgentManager: {
    ...legacy,
    body: createAgentManager,
    status: 201,
    answer: agentManagerAnswer,
    refusals: [404, 409],
  },
  getAgentManager: { ...legacy, status: 200, answer: agentManagerAnswer, refusals: [404] },
  updateAgentManager: {
    ...legacy,
    body: updateAgentManager,
    status: 200,
    answer: agentManagerAnswer,
    refusals: [404, 409],
  },
  deleteAgentManager: { ...legacy, status: 200, answer: deletedAnswer, refusals: [404, 409] },
  listDataSpecs: { ...legacy, query: listQuery, status: 200, answer: dataSpecList },
  createDataSpec: {
    ...legacy,
    body: createDataSpec,
    status: 201,
    answer: dataSpecAnswer,
    refusals: [409],
  },
  processDataSpec: { ...legacy, status: 202, answer: processAnswer, refusals: [404] },
  listChats: { ...legacy, query: chatListQuery, status: 200, answer: chatList },
  rateChat: { ...legacy, body: rateChat, status: 200, answer: rateChatAnswer, refusals: [404] },
  getDashboard: { ...legacy, query: dashboardQuery, status: 200, answer: dashboardAnswer },
  searchOnly: {
    ...legacy,
    body: searchOnlyRequest,
    status: 200,
    answer: searchOnlyAnswer,
    refusals: [404],
  },
  registerWebhook: {
    ...legacy,
    body: createWebhook,
    status: 201,
    answer: registerWebhookAnswer,
    refusals: [409],
  },
} as const satisfies Record<keyof typeof legacyRoutes, Operation>;
