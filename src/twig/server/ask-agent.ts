import type { QueryAnswer, QuerySource } from '#twig/api/query.ts';
import { newId } from '#util/new-id.ts';
import { answerQuestion, chatOf } from './answer/answer-question.ts';
import type { Ask } from './answer/ask.ts';
import { createMeter } from './answer/meter.ts';
import type { FoundPassage } from './answer/passage.ts';
import { deepLink } from './deep-link.ts';
import type { ServerParts } from './routes/route-handler.ts';
import type { InteractionEnd } from './store/interactions.ts';

/**
 * Answers a question and keeps the interaction: what came of it is stored however it ends, and before
 * the last piece is given out. Leaving the loop, or aborting, ends the work.
 *
 * @throws what the models throw; the signal's reason when it is aborted.
 */
export async function* askAgent(
  parts: ServerParts,
  ask: Ask,
  signal: AbortSignal,
): AsyncGenerator<string, QueryAnswer, void> {
  const { writer, clock, wake } = parts;
  const { organisation, agent, sessionId, model } = ask;
  const id = newId('int');
  const startedAt = clock.now();
  const meter = createMeter();
  // Not waited for: the writer keeps the order of its calls, and the first piece need not wait.
  const begun = writer.beginInteraction({
    id,
    organisation,
    agentId: agent.id,
    sessionId,
    query: ask.question,
    ragStrategy: agent.rag_strategy,
    model,
    now: startedAt,
  });
  // Looked at when the work has ended; until then its failure is nobody's.
  begun.catch(() => undefined);
  const work = answerQuestion(parts, ask, meter, signal);
  let response = '';
  let state: InteractionEnd['state'] = 'aborted';
  let sources: QuerySource[] = [];
  let latencyMs = 0;
  const costUsd = () => meter.costUsd(chatOf(parts, model)?.price);
  const store = async () => {
    latencyMs = clock.now() - startedAt;
    const added = await begun;
    const more = await writer.endInteraction({
      id,
      organisation,
      agentId: agent.id,
      state,
      response,
      sourceCount: sources.length,
      latencyMs,
      tokensInput: meter.inputTokens,
      tokensOutput: meter.outputTokens,
      costUsd: costUsd(),
      now: clock.now(),
    });
    if (added + more > 0) wake.ring();
  };
  try {
    for (let next = await work.next(); ; next = await work.next()) {
      if (next.done) {
        sources = next.value.passages.map((passage) => toSource(passage, ask.origin));
        break;
      }
      response += next.value;
      yield next.value;
    }
    state = 'completed';
  } catch (error) {
    if (!signal.aborted) state = 'failed';
    throw error;
  } finally {
    await work.return({ passages: [] });
    await store();
  }
  return {
    response,
    sources,
    metadata: {
      interaction_id: id,
      latency_ms: latencyMs,
      tokens_input: meter.inputTokens,
      tokens_output: meter.outputTokens,
      cost_usd: costUsd(),
      rag_strategy: agent.rag_strategy,
      model,
      session_id: sessionId,
      confidence: Math.max(0, ...sources.map((source) => source.similarity_score)),
    },
  };
}

function toSource(passage: FoundPassage, origin: string): QuerySource {
  return {
    chunk_id: passage.chunkId,
    document_title: passage.title,
    document_url: deepLink(passage.url, passage.anchor, origin),
    similarity_score: passage.score,
    chunk_text: passage.text,
    document_id: passage.documentId,
    headings: [...passage.headings],
    metadata: {
      path: passage.path,
      data_source_id: passage.dataSourceId,
      namespace: passage.namespace,
    },
  };
}
