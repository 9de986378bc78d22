import type {
  Agent as WireAgent,
  CreateAgent as WireCreateAgent,
  UpdateAgent as WireUpdateAgent,
} from '#twig/api/agents.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, maybe, nothing, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { type ListPage, type ListQuery, pagesOf } from '../list.ts';

export type Agent = Lenient<Camel<WireAgent>, 'id' | 'name'>;
/** `ragStrategy` is `redwood`, `cedar` or `cypress`. */
export type NewAgent = Camel<WireCreateAgent>;
export type AgentUpdate = Camel<WireUpdateAgent>;

export interface AgentPage extends ListPage<Agent> {}

/** What answers questions from data sources. */
export interface Agents {
  /** One page of the list. */
  list(query?: ListQuery, options?: CallOptions): Promise<AgentPage>;
  /** The whole list, page by page, from `query.offset` on. */
  pages(query?: ListQuery, options?: CallOptions): AsyncGenerator<AgentPage, void>;
  create(agent: NewAgent, options?: CallOptions): Promise<Agent>;
  get(id: string, options?: CallOptions): Promise<Agent>;
  /** Changes what is given and leaves the rest. */
  update(id: string, update: AgentUpdate, options?: CallOptions): Promise<Agent>;
  delete(id: string, options?: CallOptions): Promise<void>;
}

const listRoute: Endpoint<'listAgents'> = { method: 'GET', path: '/api/v1/agents', scope: 'read' };
const createRoute: Endpoint<'createAgent'> = {
  method: 'POST',
  path: '/api/v1/agents',
  scope: 'write',
};
const getRoute: Endpoint<'getAgent'> = {
  method: 'GET',
  path: '/api/v1/agents/:id',
  scope: 'read',
};
const updateRoute: Endpoint<'updateAgent'> = {
  method: 'PUT',
  path: '/api/v1/agents/:id',
  scope: 'write',
};
const deleteRoute: Endpoint<'deleteAgent'> = {
  method: 'DELETE',
  path: '/api/v1/agents/:id',
  scope: 'write',
};

const readAgent = fields<Agent>({
  id: text,
  name: text,
  description: maybe(text),
  systemPrompt: maybe(text),
  ragStrategy: maybe(text),
  model: maybe(text),
  temperature: maybe(amount),
  maxTokens: maybe(amount),
  status: maybe(text),
  dataSourceIds: maybe(listOf(text)),
  version: maybe(amount),
  createdAt: maybe(text),
  updatedAt: maybe(text),
});

const readList = fields<{
  readonly agents: readonly Agent[];
  readonly total: number | undefined;
  readonly offset: number | undefined;
}>({ agents: listOf(readAgent), total: maybe(amount), offset: maybe(amount) });

export function createAgents(send: Send): Agents {
  async function list(query: ListQuery = {}, options?: CallOptions): Promise<AgentPage> {
    const { limit, offset } = query;
    const answer = await send({ endpoint: listRoute, query: { limit, offset } }, readList, options);
    return { entries: answer.agents, total: answer.total, offset: answer.offset ?? offset ?? 0 };
  }

  return {
    list,
    pages: (query = {}, options) =>
      pagesOf((offset) => list({ ...query, offset }, options), query.offset),
    create: (agent, options) =>
      send({ endpoint: createRoute, body: jsonBody(agent) }, readAgent, options),
    get: (id, options) => send({ endpoint: getRoute, id }, readAgent, options),
    update: (id, update, options) =>
      send({ endpoint: updateRoute, id, body: jsonBody(update) }, readAgent, options),
    delete: (id, options) => send({ endpoint: deleteRoute, id }, nothing, options),
  };
}
