import { giveFeedback, interactionListQuery } from '#twig/api/interactions.ts';
import { endOfDay, startOfDay } from '../analytics/buckets-of.ts';
import { refuse } from '../answers.ts';
import { readJson, readQuery } from '../read-input.ts';
import { listInteractions } from '../store/interactions.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function interactionHandlers({
  reader,
  writer,
  clock,
  wake,
}: ServerParts): RouteHandlers<'listInteractions' | 'giveFeedback'> {
  return {
    listInteractions(context) {
      const query = readQuery(context, interactionListQuery);
      if (!query.ok) return query.answer;
      const { limit, offset, agent_id, start_date, end_date, feedback } = query.value;
      const page = listInteractions(reader, context.get('caller').organisation, {
        agentId: agent_id,
        from: start_date === undefined ? undefined : startOfDay(start_date),
        until: end_date === undefined ? undefined : endOfDay(end_date),
        feedback,
        limit,
        offset,
      });
      return context.json({ ...page, limit, offset });
    },

    async giveFeedback(context) {
      const input = await readJson(context, giveFeedback);
      if (!input.ok) return input.answer;
      const id = context.req.param('id') ?? '';
      const judged = await writer.judgeInteraction({
        organisation: context.get('caller').organisation,
        interactionId: id,
        now: clock.now(),
        ...input.value,
      });
      if (judged) {
        wake.ring();
        return context.json(judged);
      }
      return refuse(context, {
        code: 'not_found',
        message: `There is no interaction ${id} in the organisation of this API key.`,
        details: { interaction_id: id },
      });
    },
  };
}
