import type { JsonObject } from './json.ts';

/** The envelope of both published vocabularies: `{event, timestamp, data}`. */
export interface WebhookEvent {
  /** The v1 name where both vocabularies have one; unknown names stay as they came. */
  readonly name: string;
  /** As it was sent. */
  readonly originalName: string;
  /** When it happened, ISO 8601; not when it was sent. */
  readonly timestamp: string | undefined;
  readonly data: JsonObject;
}

/**
 * Every event that either vocabulary publishes, by the name that the v1 document uses where it has one,
 * else by the other's.
 */
export const publishedEvents = [
  'agent.created',
  'agent.deleted',
  'agent.updated',
  'data_source.created',
  'data_source.synced',
  'datasource.failed',
  'eval.completed',
  'interaction.completed',
  'interaction.created',
  'interaction.feedback',
  'user.created',
  'user.updated',
] as const;

/** Other spellings of one event, by the name that the v1 document uses. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['datasource.processed', 'data_source.synced'],
  ['datasource.synced', 'data_source.synced'],
  ['datasource.created', 'data_source.created'],
  ['data_source.failed', 'datasource.failed'],
]);

/** One name for one event, whichever of Twig's vocabularies sent it. */
export function normaliseEventName(name: string): string {
  return spellings.get(name) ?? name;
}
