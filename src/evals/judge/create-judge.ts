import type { Answer } from '#core/answerer.ts';
import type { EvalHistory } from '#core/eval-history.ts';
import { nextStep } from '#core/next-step.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';
import type { JudgeSettings, Question } from '../suite.ts';
import { type ChatMessage, judgePrompt } from './judge-prompt.ts';
import type { Opinion } from './opinion.ts';
import { parseVote, type Vote } from './parse-vote.ts';

/** Asks a model once. Rejects when it cannot be asked. */
export type JudgeChat = (request: JudgeChatRequest, signal: AbortSignal) => Promise<JudgeReply>;

export interface JudgeChatRequest {
  readonly messages: readonly ChatMessage[];
  /** 0: as little chance as the model allows. */
  readonly temperature: number;
  readonly maxTokens: number;
}

export interface JudgeReply {
  readonly text: string;
  /** Of prompt and reply together; undefined where the model does not tell. */
  readonly tokenCount: number | undefined;
}

/** Says how good an answer is. Never rejects but for the signal: without it a run is whole all the same. */
export type Judge = (question: Question, answer: Answer, signal: AbortSignal) => Promise<Opinion>;

export interface JudgeOptions extends JudgeSettings {
  readonly chat: JudgeChat;
  /** Part of what a vote is remembered by. */
  readonly model: string;
  /** Where votes are remembered. */
  readonly history: Pick<EvalHistory, 'vote' | 'putVote'>;
  readonly now: () => number;
}

const replyTokens = 300;

/**
 * A judge for one run. Each answer gets several votes, because one alone says little; equal questions
 * are not put twice. When the token budget of the run cannot pay for another vote, judging stops.
 */
export function createJudge(options: JudgeOptions): Judge {
  const { chat, model, votes, maxTokens, rubric, history, now } = options;
  let tokensLeft = maxTokens;

  return async (question, answer, signal) => {
    const messages = judgePrompt(question, answer, rubric);
    const given: (Vote | undefined)[] = [];
    let tokenCount = 0;
    let note: string | undefined;
    for (let turn = 0; turn < votes; turn += 1) {
      signal.throwIfAborted();
      const key = sha256(stableStringify({ version: 1, model, messages, turn }));
      const remembered = parseVote(await history.vote(key));
      if (remembered !== undefined) {
        given.push(remembered);
        continue;
      }
      const price = tokensOf(messages) + replyTokens;
      if (price > tokensLeft) {
        note = `the budget of ${maxTokens} tokens is spent`;
        break;
      }
      // Paid before the answer comes: several questions are judged at once.
      tokensLeft -= price;
      try {
        const reply = await chat({ messages, temperature: 0, maxTokens: replyTokens }, signal);
        const spent = reply.tokenCount ?? price;
        tokensLeft += price - spent;
        tokenCount += spent;
        const vote = parseVote(reply.text);
        given.push(vote);
        if (vote) await history.putVote(key, { score: vote.score, reason: vote.reason }, now());
      } catch (thrown) {
        signal.throwIfAborted();
        tokensLeft += price;
        note = cutText(asError(thrown).message, 200);
        if (nextStep(thrown).do !== 'retry') tokensLeft = 0;
        break;
      }
    }
    return opinionOf(given, tokenCount, note);
  };
}

function opinionOf(
  given: readonly (Vote | undefined)[],
  tokenCount: number,
  note: string | undefined,
): Opinion {
  const votes = given.filter((vote) => vote !== undefined);
  const scores = votes.map(({ score }) => score);
  const lowest = votes.toSorted((a, b) => a.score - b.score)[0];
  const isEmpty = scores.length === 0;
  return {
    score: isEmpty ? undefined : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    spread: isEmpty ? undefined : Math.max(...scores) - Math.min(...scores),
    votes: given.map((vote) => vote?.score),
    reason: lowest?.reason,
    tokenCount,
    note: note ?? (given.length > votes.length ? 'a vote could not be read' : undefined),
  };
}

/** A generous guess: three characters a token. */
function tokensOf(messages: readonly ChatMessage[]): number {
  return Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / 3);
}
