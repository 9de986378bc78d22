import type {
  AgentManager as WireAgent,
  CreateAgentManager as WireCreate,
  UpdateAgentManager as WireUpdate,
} from '#twig/api/legacy/agents.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { LegacyEndpoint } from '../endpoint.ts';
import { amount, listOf, maybe, nothing, text } from '../from-wire.ts';
import type { ListPage, ListQuery } from '../list.ts';
import type { ListResource } from '../list-resource.ts';
import { inEnvelope } from './in-envelope.ts';
import { createLegacyList } from './legacy-list.ts';
import { plainBody } from './plain-body.ts';
import { sameFields } from './same-fields.ts';

export type AgentManager = Lenient<Camel<WireAgent>, 'id' | 'name'>;
/** `strategyCode` is `REDWOOD`, `CEDAR` or `CYPRESS`. */
export type NewAgentManager = Readonly<WireCreate>;
export type AgentManagerUpdate = Readonly<WireUpdate>;

export interface AgentManagers extends ListResource<AgentManager> {
  /** The list by its other path, `/api/agents`. */
  listShort(query?: ListQuery, options?: CallOptions): Promise<ListPage<AgentManager>>;
  create(agent: NewAgentManager, options?: CallOptions): Promise<AgentManager>;
  get(id: string, options?: CallOptions): Promise<AgentManager>;
  /** Changes what is given and leaves the rest. */
  update(id: string, update: AgentManagerUpdate, options?: CallOptions): Promise<AgentManager>;
  delete(id: string, options?: CallOptions): Promise<void>;
}

const path = '/api/ai-agent-managers';
const onePath = '/api/ai-agent-managers/:id';
const listRoute: LegacyEndpoint<'listAgentManagers'> = { method: 'GET', path, scope: 'read' };
const createRoute: LegacyEndpoint<'createAgentManager'> = { method: 'POST', path, scope: 'write' };
const shortRoute: LegacyEndpoint<'listAgentsShort'> = {
  method: 'GET',
  path: '/api/agents',
  scope: 'read',
};
const getRoute: LegacyEndpoint<'getAgentManager'> = {
  method: 'GET',
  path: onePath,
  scope: 'read',
};
const updateRoute: LegacyEndpoint<'updateAgentManager'> = {
  method: 'PUT',
  path: onePath,
  scope: 'write',
};
const deleteRoute: LegacyEndpoint<'deleteAgentManager'> = {
  method: 'DELETE',
  path: onePath,
  scope: 'write',
};

const readAgent = sameFields<AgentManager>({
  id: text,
  name: text,
  description: maybe(text),
  strategyCode: maybe(text),
  dataSourceIds: maybe(listOf(text)),
  systemPrompt: maybe(text),
  model: maybe(text),
  temperature: maybe(amount),
  maxTokens: maybe(amount),
  status: maybe(text),
  createdAt: maybe(text),
  updatedAt: maybe(text),
});
const readOne = inEnvelope(readAgent);

export function createAgentManagers(send: Send): AgentManagers {
  return {
    ...createLegacyList<AgentManager, ListQuery>(send, listRoute, readAgent),
    listShort: createLegacyList<AgentManager, ListQuery>(send, shortRoute, readAgent).list,
    create: (agent, options) =>
      send({ endpoint: createRoute, body: plainBody(agent) }, readOne, options),
    get: (id, options) => send({ endpoint: getRoute, id }, readOne, options),
    update: (id, update, options) =>
      send({ endpoint: updateRoute, id, body: plainBody(update) }, readOne, options),
    delete: (id, options) => send({ endpoint: deleteRoute, id }, nothing, options),
  };
}
