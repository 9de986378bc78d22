import type { ChatModel } from '#twig/models/chat-model.ts';
import type { Ask, Conclusion } from './ask.ts';
import { chatPrompt } from './chat-prompt.ts';
import { extractiveModel } from './configured-model.ts';
import { createCitationFilter } from './create-citation-filter.ts';
import { type AnswerParts, createTools } from './create-tools.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { Meter } from './meter.ts';
import { noInformation, quoteAnswer } from './quote-answer.ts';
import { cedar } from './strategies/cedar.ts';
import { cypress } from './strategies/cypress.ts';
import { redwood } from './strategies/redwood.ts';
import type { Retrieval, Strategy } from './tools.ts';
import { weighEvidence } from './weigh-evidence.ts';
import { weighQuestion } from './weigh-question.ts';

const strategies: ReadonlyMap<string, Strategy> = new Map([
  ['redwood', redwood],
  ['cedar', cedar],
  ['cypress', cypress],
]);

/** What a language model is given to read: about 2,500 tokens. After reranking all of it is worth it. */
const maxContextPassages = 5;
const maxRerankedPassages = 10;

/** The language model that a request is for; undefined when the answer is to be quoted. */
export function chatOf({ models }: AnswerParts, model: string): ChatModel | undefined {
  return model === extractiveModel ? undefined : models.chat;
}

/**
 * Answers a question piece by piece: finds passages by the agent's strategy, and has the language
 * model answer from them, or quotes them. Where the passages have no answer, it says so.
 *
 * @throws what the models throw; the signal's reason when it is aborted.
 */
export async function* answerQuestion(
  parts: AnswerParts,
  ask: Ask,
  meter: Meter,
  signal: AbortSignal,
): AsyncGenerator<string, Conclusion, void> {
  const chat = chatOf(parts, ask.model);
  const tools = createTools(parts, ask, { chat, meter, signal });
  const strategy = strategies.get(ask.agent.rag_strategy) ?? redwood;
  const retrieval = await strategy(ask.question, tools);
  signal.throwIfAborted();
  return chat && retrieval.passages.length > 0
    ? yield* generate(chat, ask, retrieval, meter, signal)
    : yield* quote(parts, ask, retrieval, meter);
}

async function* generate(
  chat: ChatModel,
  { agent, model, temperature, maxTokens }: Ask,
  { question, passages, turns }: Retrieval,
  meter: Meter,
  signal: AbortSignal,
): AsyncGenerator<string, Conclusion, void> {
  const count = agent.rag_strategy === 'cypress' ? maxRerankedPassages : maxContextPassages;
  const given = passages.slice(0, count);
  const messages = chatPrompt({
    systemPrompt: agent.system_prompt,
    passages: given,
    turns,
    question,
  });
  const request = { messages, model, temperature, maxTokens };
  const citations = createCitationFilter(given.length);
  let response = '';
  for await (const piece of meter.count(request, chat.reply(request, signal))) {
    const text = citations.push(piece);
    response += text;
    if (text !== '') yield text;
  }
  const rest = citations.flush();
  if (rest !== '') yield rest;
  const knowsNothing = response.trim().startsWith(noInformation);
  return { passages: knowsNothing ? [] : given };
}

async function* quote(
  { reader }: AnswerParts,
  ask: Ask,
  { question, inherited, passages }: Retrieval,
  meter: Meter,
): AsyncGenerator<string, Conclusion, void> {
  const weighed = weighQuestion(reader, question, inherited);
  const cache = new Map<string, string>();
  const evidence = passages.map((passage) => weighEvidence(passage, weighed, cache));
  const quotation = quoteAnswer(evidence, ask.maxTokens);
  const read = [question, ...quotation.passages.map(({ text }) => text)];
  meter.add(estimateTokens(read.join('\n')), estimateTokens(quotation.pieces.join('')));
  yield* quotation.pieces;
  return { passages: quotation.passages };
}
