import type { Clock } from '#core/clock.ts';
import type { Sql } from '#core/sql.ts';
import type { ChatModel } from '#twig/models/chat-model.ts';
import type { Models } from '#twig/models/models.ts';
import type { SearchPassages } from '../search-passages.ts';
import { findDataSource } from '../store/data-sources.ts';
import { lastTurns } from '../store/interactions.ts';
import { findKnowledgeBase } from '../store/knowledge-base.ts';
import type { Ask } from './ask.ts';
import type { Meter } from './meter.ts';
import type { Tier, Tools } from './tools.ts';

export interface AnswerParts {
  readonly reader: Sql;
  readonly search: SearchPassages;
  readonly models: Models;
  readonly clock: Clock;
}

/** What a strategy minds of a conversation. */
const maxTurns = 5;
const rememberedMs = 30 * 24 * 60 * 60 * 1000;
/** A rewritten question, or a few of them. */
const maxThoughtTokens = 200;

export function createTools(
  { reader, search, models, clock }: AnswerParts,
  ask: Ask,
  {
    chat,
    meter,
    signal,
  }: {
    /** Undefined where the answer is to be made without one. */
    readonly chat: ChatModel | undefined;
    readonly meter: Meter;
    readonly signal: AbortSignal;
  },
): Tools {
  const { organisation, agent, readers, sessionId } = ask;
  const articles = findKnowledgeBase(reader, organisation);
  const ids = articles === undefined ? agent.data_source_ids : [...agent.data_source_ids, articles];
  const sources = ids.flatMap((id) => {
    const stored = findDataSource(reader, organisation, id);
    return stored ? [{ id, tier: tierOf(stored.shown.config) }] : [];
  });
  return {
    signal,
    rerank: models.rerank,
    tiers: ([1, 2] as const).filter((tier) => sources.some((source) => source.tier === tier)),
    async find(text, limit, tier) {
      const dataSourceIds = sources
        .filter((source) => tier === undefined || source.tier === tier)
        .map(({ id }) => id);
      if (dataSourceIds.length === 0) return [];
      signal.throwIfAborted();
      const { passages } = await search(
        { text, limit, organisation, dataSourceIds, ...(readers && { readers }) },
        signal,
      );
      return passages;
    },
    turns: () =>
      lastTurns(reader, {
        organisation,
        sessionId,
        agentId: agent.id,
        since: clock.now() - rememberedMs,
        limit: maxTurns,
      }),
    think:
      chat &&
      (async (instruction, input) => {
        const messages = [
          { role: 'system', content: instruction },
          { role: 'user', content: input },
        ] as const;
        const request = { messages, model: ask.model, temperature: 0, maxTokens: maxThoughtTokens };
        let text = '';
        for await (const piece of meter.count(request, chat.reply(request, signal))) text += piece;
        return text;
      }),
  };
}

/** An addition of ours to `config`: `tier: 2` marks what is only second best. */
function tierOf(config: Readonly<Record<string, unknown>>): Tier {
  return config.tier === 2 ? 2 : 1;
}
