import { createAgent, updateAgent } from '#twig/api/agents.ts';
import { listQuery } from '#twig/api/list.ts';
import { configuredModel } from '../answer/configured-model.ts';
import { refuse, type ServerContext } from '../answers.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import { findAgent, listAgents } from '../store/agents.ts';
import { findDataSource } from '../store/data-sources.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function agentHandlers({
  reader,
  writer,
  clock,
  wake,
  models,
}: ServerParts): RouteHandlers<
  'listAgents' | 'createAgent' | 'getAgent' | 'updateAgent' | 'deleteAgent'
> {
  const model = configuredModel(models);
  const change = (context: ServerContext) => ({
    organisation: context.get('caller').organisation,
    now: clock.now(),
    configuredModel: model,
  });
  const refuseUnknownSources = (context: ServerContext, ids: readonly string[] = []) => {
    const { organisation } = context.get('caller');
    const unknown = ids.filter((id) => !findDataSource(reader, organisation, id));
    if (unknown.length === 0) return undefined;
    return refuse(context, {
      code: 'not_found',
      message: `There is no data source ${unknown.join(', ')} in the organisation of this API key.`,
      details: { data_source_ids: unknown },
    });
  };

  return {
    listAgents(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const { limit, offset } = query.value;
      const { organisation } = context.get('caller');
      const page = listAgents(reader, organisation, { limit, offset, configuredModel: model });
      return context.json({ ...page, limit, offset });
    },

    async createAgent(context) {
      const input = await readJson(context, createAgent);
      if (!input.ok) return input.answer;
      const refused = refuseUnknownSources(context, input.value.data_source_ids);
      if (refused) return refused;
      const created = await writer.createAgent({
        ...change(context),
        agent: input.value,
        idempotencyKey: idempotencyKeyOf(context, 'createAgent', input.value),
      });
      if (created.is === 'key-reused') return idempotencyKeyReused(context);
      wake.ring();
      return context.json(created.answer, 201);
    },

    getAgent(context) {
      const id = context.req.param('id') ?? '';
      const agent = findAgent(reader, context.get('caller').organisation, id, model);
      return agent ? context.json(agent.shown) : agentNotFound(context, id);
    },

    async updateAgent(context) {
      const input = await readJson(context, updateAgent);
      if (!input.ok) return input.answer;
      const id = context.req.param('id') ?? '';
      const known = findAgent(reader, context.get('caller').organisation, id, model);
      if (!known) return agentNotFound(context, id);
      // One that was deleted since may stay: whoever sends an agent back as it came changes nothing.
      const added = input.value.data_source_ids?.filter(
        (source) => !known.shown.data_source_ids.includes(source),
      );
      const refused = refuseUnknownSources(context, added);
      if (refused) return refused;
      const updated = await writer.updateAgent({
        ...change(context),
        agentId: id,
        update: input.value,
        idempotencyKey: idempotencyKeyOf(context, 'updateAgent', { id, ...input.value }),
      });
      if (updated.is === 'key-reused') return idempotencyKeyReused(context);
      if (!updated.answer) return agentNotFound(context, id);
      wake.ring();
      return context.json(updated.answer);
    },

    async deleteAgent(context) {
      const id = context.req.param('id') ?? '';
      const deleted = await writer.deleteAgent({
        ...change(context),
        agentId: id,
        idempotencyKey: idempotencyKeyOf(context, 'deleteAgent', { id }),
      });
      if (deleted.is === 'key-reused') return idempotencyKeyReused(context);
      if (!deleted.answer.deleted) return agentNotFound(context, id);
      wake.ring();
      return context.body(null, 204);
    },
  };
}

export function agentNotFound(context: ServerContext, id: string): Response {
  return refuse(context, {
    code: 'not_found',
    message: `There is no agent ${id} in the organisation of this API key.`,
    details: { agent_id: id },
  });
}
