import { type Interaction, interactionList } from '#twig/api/interactions.ts';
import { type Chat, chatListQuery, rateChat } from '#twig/api/legacy/interactions.ts';
import { refuse } from '../answers.ts';
import { readJson, readQuery } from '../read-input.ts';
import type { ServerParts } from '../routes/route-handler.ts';
import type { AskV1 } from './ask-v1.ts';
import type { LegacyHandlers } from './legacy-handler.ts';
import { passOn } from './pass-on.ts';

export function chatLogHandlers(
  { writer, clock, wake }: ServerParts,
  ask: AskV1,
): LegacyHandlers<'listChats' | 'rateChat'> {
  return {
    async listChats(context) {
      const query = readQuery(context, chatListQuery);
      if (!query.ok) return query.answer;
      const { limit, offset, agentId, startDate, endDate } = query.value;
      const wanted = { agent_id: agentId, start_date: startDate, end_date: endDate };
      const call = { route: 'listInteractions', query: { limit, offset, ...wanted } } as const;
      const listed = await passOn(ask, context, call, interactionList);
      if (!listed.ok) return listed.answer;
      const { interactions, total } = listed.value;
      return context.json({ data: interactions.map(shownAs), total, status: 'success' });
    },

    /** Not v1's call, which knows no ratings. */
    async rateChat(context) {
      const input = await readJson(context, rateChat);
      if (!input.ok) return input.answer;
      const { interactionId, rating, comment } = input.value;
      const feedback = feedbackOf(rating);
      const judged = await writer.judgeInteraction({
        organisation: context.get('caller').organisation,
        interactionId,
        now: clock.now(),
        feedback,
        rating,
        comment,
      });
      if (!judged) {
        return refuse(context, {
          code: 'not_found',
          message: `There is no interaction ${interactionId} in the organisation of this API key.`,
          details: { interactionId },
        });
      }
      wake.ring();
      const data = {
        interactionId: judged.id,
        rating,
        feedback: feedback?.toUpperCase() ?? null,
        comment: comment ?? null,
      };
      return context.json({ data, status: 'success' });
    },
  };
}

function feedbackOf(rating: number): 'positive' | 'negative' | null {
  if (rating === 3) return null;
  return rating > 3 ? 'positive' : 'negative';
}

function shownAs(interaction: Interaction): Chat {
  const { latency_ms } = interaction;
  return {
    id: interaction.id,
    agentId: interaction.agent_id,
    prompt: interaction.query,
    response: interaction.response,
    feedback: interaction.feedback?.toUpperCase() ?? null,
    comment: interaction.comment ?? null,
    sessionId: interaction.session_id ?? null,
    latency: latency_ms === null ? null : latency_ms / 1000,
    createdAt: interaction.created_at,
  };
}
