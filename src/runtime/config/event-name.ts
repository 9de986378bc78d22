import { normaliseEventName } from '#core/webhook-event.ts';
import { nearestWord } from '#util/nearest-word.ts';

const publishedEvents = [
  'agent.created',
  'agent.updated',
  'agent.deleted',
  'data_source.created',
  'data_source.synced',
  'datasource.failed',
  'eval.completed',
  'interaction.created',
  'interaction.completed',
  'interaction.feedback',
] as const;

/**
 * The event's v1 name. Undefined when the text is no event name, or so close to a published one that
 * it must be a slip; names that nobody has published yet are taken as they are.
 */
export function readEventName(text: string): string | undefined {
  const name = normaliseEventName(text);
  if (publishedEvents.some((known) => known === name)) return name;
  if (!/^[a-z][a-z_]*\.[a-z][a-z_]*$/.test(name)) return undefined;
  return nearestEvent(name) === undefined ? name : undefined;
}

export function nearestEvent(text: string): string | undefined {
  return nearestWord(text, publishedEvents);
}
