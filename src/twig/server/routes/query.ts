import { queryRequest } from '#twig/api/query.ts';
import { asError } from '#util/as-error.ts';
import { newId } from '#util/new-id.ts';
import { chatOf } from '../answer/answer-question.ts';
import type { Ask } from '../answer/ask.ts';
import { configuredModel, extractiveModel } from '../answer/configured-model.ts';
import { refuse, type ServerContext } from '../answers.ts';
import { askAgent } from '../ask-agent.ts';
import { readJson } from '../read-input.ts';
import { findAgent } from '../store/agents.ts';
import { streamAnswer } from '../stream-answer.ts';
import { whyUnanswered } from '../why-unanswered.ts';
import { agentNotFound } from './agents.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function queryHandlers(parts: ServerParts): RouteHandlers<'query'> {
  return {
    async query(context) {
      const input = await readJson(context, queryRequest);
      if (!input.ok) return input.answer;
      const { organisation } = context.get('caller');
      const { agent_id, query, session_id, stream, temperature, max_tokens, principals } =
        input.value;
      const stored = findAgent(parts.reader, organisation, agent_id, configuredModel(parts.models));
      if (!stored) return agentNotFound(context, agent_id);
      const agent = stored.shown;
      const ask: Ask = {
        organisation,
        agent,
        question: query,
        sessionId: session_id ?? newId('sess'),
        model: chatOf(parts, agent.model) ? agent.model : extractiveModel,
        temperature: temperature ?? agent.temperature,
        maxTokens: max_tokens ?? agent.max_tokens,
        origin: context.get('origin'),
        readers: principals,
      };
      return stream ? streamAnswer(parts, context, ask) : answerWhole(parts, context, ask);
    },
  };
}

async function answerWhole(
  parts: ServerParts,
  context: ServerContext,
  ask: Ask,
): Promise<Response> {
  const { signal } = context.req.raw;
  try {
    const pieces = askAgent(parts, ask, signal);
    for (let next = await pieces.next(); ; next = await pieces.next()) {
      if (next.done) return context.json(next.value);
    }
  } catch (thrown) {
    // Nobody is there to read it.
    if (signal.aborted) return new Response(null, { status: 499 });
    const error = asError(thrown);
    const refusal = whyUnanswered(error);
    if (refusal.retryAfterSeconds === undefined) parts.report(error, context.get('requestId'));
    else context.header('Retry-After', String(refusal.retryAfterSeconds));
    return refuse(context, refusal);
  }
}
