import type { ChatPrice, ChatRequest, ChatUsage } from '#twig/models/chat-model.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** Adds up what the calls of a chat model for one question take. */
export interface Meter {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** 0 when nobody said what the model costs. */
  costUsd(price: ChatPrice | undefined): number;
  /** Passes a reply on and counts it; estimated where the model does not say. */
  count(
    request: ChatRequest,
    reply: AsyncGenerator<string, ChatUsage, void>,
  ): AsyncGenerator<string, void, void>;
  /** For work that no model did. */
  add(inputTokens: number, outputTokens: number): void;
}

export function createMeter(): Meter {
  let inputTokens = 0;
  let outputTokens = 0;
  return {
    get inputTokens() {
      return inputTokens;
    },
    get outputTokens() {
      return outputTokens;
    },
    costUsd: (price) =>
      price === undefined
        ? 0
        : (inputTokens * price.inputUsdPerMillion + outputTokens * price.outputUsdPerMillion) / 1e6,
    async *count({ messages }, reply) {
      let text = '';
      let usage: ChatUsage | undefined;
      try {
        for (let next = await reply.next(); ; next = await reply.next()) {
          if (next.done) {
            usage = next.value;
            return;
          }
          text += next.value;
          yield next.value;
        }
      } finally {
        // A reply that is left in the middle was generated, and is paid for, up to there.
        const asked = messages.map(({ content }) => content).join('\n');
        inputTokens += usage?.inputTokens ?? estimateTokens(asked);
        outputTokens += usage?.outputTokens ?? estimateTokens(text);
        await reply.return({ inputTokens: undefined, outputTokens: undefined });
      }
    },
    add(input, output) {
      inputTokens += input;
      outputTokens += output;
    },
  };
}
