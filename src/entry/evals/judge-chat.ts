import type { JudgeChat } from '#evals/judge/create-judge.ts';
import type { ChatModel } from '#twig/models/chat-model.ts';

/** A longer reply is no vote. */
const maxReplyLength = 20_000;

/** A language model in the role of the judge. */
export function createJudgeChat(model: ChatModel): JudgeChat {
  return async (request, signal) => {
    const reply = model.reply(request, signal);
    let text = '';
    for (;;) {
      const piece = await reply.next();
      if (piece.done === true) {
        const { inputTokens, outputTokens } = piece.value;
        const isTold = inputTokens !== undefined && outputTokens !== undefined;
        return { text, tokenCount: isTold ? inputTokens + outputTokens : undefined };
      }
      text += piece.value;
      if (text.length > maxReplyLength) {
        await reply.return({ inputTokens: undefined, outputTokens: undefined });
        return { text, tokenCount: undefined };
      }
    }
  };
}
