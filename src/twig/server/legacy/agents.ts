import { type Agent, agent, agentList } from '#twig/api/agents.ts';
import {
  type AgentManager,
  createAgentManager,
  updateAgentManager,
} from '#twig/api/legacy/agents.ts';
import { listQuery } from '#twig/api/list.ts';
import type { ServerContext } from '../answers.ts';
import { readJson, readQuery } from '../read-input.ts';
import type { AskV1 } from './ask-v1.ts';
import type { LegacyHandlers } from './legacy-handler.ts';
import { passOn, refusalOf } from './pass-on.ts';
import { pathId } from './path-id.ts';

export function agentManagerHandlers(
  ask: AskV1,
): LegacyHandlers<
  | 'listAgentManagers'
  | 'listAgentsShort'
  | 'createAgentManager'
  | 'getAgentManager'
  | 'updateAgentManager'
  | 'deleteAgentManager'
> {
  const list = async (context: ServerContext) => {
    const query = readQuery(context, listQuery);
    if (!query.ok) return query.answer;
    const call = { route: 'listAgents', query: query.value } as const;
    const listed = await passOn(ask, context, call, agentList);
    if (!listed.ok) return listed.answer;
    const { agents, total } = listed.value;
    return context.json({ data: agents.map(shownAs), total, status: 'success' });
  };

  return {
    listAgentManagers: list,
    listAgentsShort: list,

    async createAgentManager(context) {
      const input = await readJson(context, createAgentManager);
      if (!input.ok) return input.answer;
      const call = { route: 'createAgent', body: v1Fields(input.value) } as const;
      const created = await passOn(ask, context, call, agent);
      if (!created.ok) return created.answer;
      return context.json({ data: shownAs(created.value), status: 'success' }, 201);
    },

    async getAgentManager(context) {
      const call = { route: 'getAgent', id: pathId(context) } as const;
      const found = await passOn(ask, context, call, agent);
      if (!found.ok) return found.answer;
      return context.json({ data: shownAs(found.value), status: 'success' });
    },

    async updateAgentManager(context) {
      const input = await readJson(context, updateAgentManager);
      if (!input.ok) return input.answer;
      const body = v1Fields(input.value);
      const call = { route: 'updateAgent', id: pathId(context), body } as const;
      const updated = await passOn(ask, context, call, agent);
      if (!updated.ok) return updated.answer;
      return context.json({ data: shownAs(updated.value), status: 'success' });
    },

    async deleteAgentManager(context) {
      const id = pathId(context);
      const answer = await ask(context, { route: 'deleteAgent', id });
      if (!answer.ok) return refusalOf(context, answer);
      return context.json({ data: { id }, status: 'success' });
    },
  };
}

type Fields = ReturnType<typeof updateAgentManager.parse>;

/** What is undefined is left out by JSON. */
function v1Fields(fields: Fields): object {
  return {
    name: fields.name,
    description: fields.description,
    rag_strategy: fields.strategyCode?.toLowerCase(),
    data_source_ids: fields.dataSourceIds,
    system_prompt: fields.systemPrompt,
    model: fields.model,
    temperature: fields.temperature,
    max_tokens: fields.maxTokens,
  };
}

function shownAs(shown: Agent): AgentManager {
  return {
    id: shown.id,
    name: shown.name,
    description: shown.description,
    strategyCode: shown.rag_strategy.toUpperCase(),
    dataSourceIds: shown.data_source_ids,
    systemPrompt: shown.system_prompt,
    model: shown.model,
    temperature: shown.temperature,
    maxTokens: shown.max_tokens,
    status: shown.status.toUpperCase(),
    createdAt: shown.created_at,
    updatedAt: shown.updated_at,
  };
}
