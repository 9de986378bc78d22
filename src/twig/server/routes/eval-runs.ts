import { createEvalRun } from '#twig/api/eval-runs.ts';
import { listQuery } from '#twig/api/list.ts';
import { configuredModel } from '../answer/configured-model.ts';
import { refuse } from '../answers.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import { findAgent } from '../store/agents.ts';
import { findDataSource } from '../store/data-sources.ts';
import { findEvalRun, listEvalRuns } from '../store/eval-runs.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function evalRunHandlers({
  reader,
  writer,
  clock,
  evalWake,
  evals,
  models,
}: ServerParts): RouteHandlers<'listEvalRuns' | 'createEvalRun' | 'getEvalRun'> {
  return {
    listEvalRuns(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const { limit, offset } = query.value;
      const page = listEvalRuns(reader, context.get('caller').organisation, { limit, offset });
      return context.json({ ...page, limit, offset });
    },

    async createEvalRun(context) {
      const input = await readJson(context, createEvalRun);
      if (!input.ok) return input.answer;
      const { suite, agent_id, data_source_ids } = input.value;
      const { organisation } = context.get('caller');
      const agent =
        agent_id === undefined
          ? undefined
          : findAgent(reader, organisation, agent_id, configuredModel(models))?.shown;
      const unknown = {
        ...(agent_id !== undefined && !agent && { agent_id: 'is unknown' }),
        ...(data_source_ids?.some((id) => !findDataSource(reader, organisation, id)) && {
          data_source_ids: 'names a data source that is unknown',
        }),
        ...(!evals?.suiteNames().includes(suite) && { suite: 'is no suite that this server runs' }),
      };
      if (Object.keys(unknown).length > 0) {
        const message = `There is not all that the request names: ${Object.keys(unknown).join(', ')}.`;
        return refuse(context, { code: 'not_found', message, details: unknown });
      }
      const created = await writer.createEvalRun({
        organisation,
        now: clock.now(),
        request: {
          suite,
          agentId: agent_id,
          dataSourceIds: data_source_ids ?? agent?.data_source_ids,
        },
        idempotencyKey: idempotencyKeyOf(context, 'createEvalRun', input.value),
      });
      if (created.is === 'key-reused') return idempotencyKeyReused(context);
      evalWake.ring();
      return context.json(created.answer, 202);
    },

    getEvalRun(context) {
      const id = context.req.param('id') ?? '';
      const found = findEvalRun(reader, context.get('caller').organisation, id);
      if (found) return context.json(found);
      return refuse(context, {
        code: 'not_found',
        message: `There is no eval run ${id} in the organisation of this API key.`,
        details: { run_id: id },
      });
    },
  };
}
