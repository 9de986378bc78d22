import type { Sql } from '#core/sql.ts';
import type { Interaction } from '#twig/api/interactions.ts';
import {
  endInteraction,
  type InteractionEnd,
  insertInteraction,
  type Judgement,
  judgeInteraction,
  type NewInteraction,
} from '../store/interactions.ts';

export interface InteractionWriter {
  /** Gives how many deliveries it put into the outbox. */
  beginInteraction(created: NewInteraction): Promise<number>;
  /** Gives how many deliveries it put into the outbox. */
  endInteraction(end: InteractionEnd): Promise<number>;
  /** Null when the organisation has no such interaction. */
  judgeInteraction(judgement: Judgement): Promise<Interaction | null>;
}

export function createInteractionWriter(sql: Sql): InteractionWriter {
  return {
    beginInteraction: async (created) => sql.transaction(() => insertInteraction(sql, created)),
    endInteraction: async (end) => sql.transaction(() => endInteraction(sql, end)),
    judgeInteraction: async (judgement) =>
      sql.transaction(() => judgeInteraction(sql, judgement) ?? null),
  };
}
