import type { Json, JsonObject } from '#core/json.ts';
import type { publishedEvents, WebhookEvent } from '#core/webhook-event.ts';

/** A published event by its normalised name. */
export type TwigEventName = (typeof publishedEvents)[number];

/**
 * An event with what is known of its data; `switch (event.name)` tells them apart. `name` is normalised:
 * `datasource.processed` arrives as `data_source.synced`. Twig publishes little of what data holds, so
 * each field may be missing; `data` has everything as it was sent.
 */
export type TwigEvent =
  | Of<'agent.created' | 'agent.deleted', { readonly agentId: Text }>
  | Of<'agent.updated', { readonly agentId: Text; readonly changes: JsonObject | undefined }>
  | Of<'data_source.created', { readonly dataSourceId: Text }>
  | Of<
      'data_source.synced',
      {
        readonly dataSourceId: Text;
        readonly syncId: Text;
        readonly status: Text;
        readonly counts: JsonObject | undefined;
        readonly commit: Text;
      }
    >
  | Of<'datasource.failed', { readonly dataSourceId: Text; readonly reason: Text }>
  | Of<
      'eval.completed',
      {
        readonly runId: Text;
        readonly agentId: Text;
        readonly suite: Text;
        readonly verdict: Text;
        readonly scores: JsonObject | undefined;
        readonly reportUrl: Text;
      }
    >
  | Of<'interaction.created', { readonly interactionId: Text; readonly agentId: Text }>
  | Of<
      'interaction.completed',
      {
        readonly interactionId: Text;
        readonly agentId: Text;
        /** In milliseconds. */
        readonly latencyMs: number | undefined;
      }
    >
  | Of<
      'interaction.feedback',
      { readonly interactionId: Text; readonly rating: number | undefined }
    >
  | Of<'user.created' | 'user.updated', { readonly userId: Text }>
  | UnknownEvent;

/** An event that nobody has published: it is stored and acknowledged like any other. */
export interface UnknownEvent extends Omit<WebhookEvent, 'name'> {
  readonly name: 'unknown';
  /** As it was sent. */
  readonly originalName: string;
}

type Text = string | undefined;
type Of<Name extends TwigEventName, Fields> = Omit<WebhookEvent, 'name'> & {
  readonly name: Name;
} & Fields;

/**
 * What an event says, in fields with types. It never fails: what is missing or of another type is
 * undefined. Both ways to write a name are read, `agent_id` and `agentId`, and objects for their ids.
 *
 * @example
 * const event = readTwigEvent(webhookEvent);
 * if (event.name === 'data_source.synced') console.log(event.dataSourceId, event.commit);
 */
export function readTwigEvent(event: WebhookEvent): TwigEvent {
  const { name: _, ...envelope } = event;
  const read = fieldsOf(event.data);
  const base = <Name extends string>(name: Name) => ({ ...envelope, name });
  switch (event.name) {
    case 'agent.created':
    case 'agent.deleted':
      return { ...base(event.name), agentId: read.id('agent') };
    case 'agent.updated':
      return { ...base(event.name), agentId: read.id('agent'), changes: read.object('changes') };
    case 'data_source.created':
      return { ...base(event.name), dataSourceId: read.id('data_source') };
    case 'data_source.synced':
      return {
        ...base(event.name),
        dataSourceId: read.id('data_source'),
        syncId: read.id('sync'),
        status: read.text('status'),
        counts: read.object('counts') ?? read.object('stats'),
        commit: read.text('commit'),
      };
    case 'datasource.failed':
      return {
        ...base(event.name),
        dataSourceId: read.id('data_source'),
        reason: read.text('reason') ?? read.text('error'),
      };
    case 'eval.completed':
      return {
        ...base(event.name),
        runId: read.id('run'),
        agentId: read.id('agent'),
        suite: read.text('suite'),
        verdict: read.text('verdict'),
        scores: read.object('scores'),
        reportUrl: read.text('report_url'),
      };
    case 'interaction.created':
      return {
        ...base(event.name),
        interactionId: read.id('interaction'),
        agentId: read.id('agent'),
      };
    case 'interaction.completed':
      return {
        ...base(event.name),
        interactionId: read.id('interaction'),
        agentId: read.id('agent'),
        latencyMs: read.number('latency_ms'),
      };
    case 'interaction.feedback':
      return {
        ...base(event.name),
        interactionId: read.id('interaction'),
        rating: read.number('rating'),
      };
    case 'user.created':
    case 'user.updated':
      return { ...base(event.name), userId: read.id('user') };
    default:
      return base('unknown');
  }
}

function fieldsOf(data: JsonObject) {
  const field = (name: string): Json | undefined => data[name] ?? data[camelCase(name)];
  const text = (name: string): Text => {
    const value = field(name);
    return typeof value === 'string' ? value : undefined;
  };
  const number = (name: string): number | undefined => {
    const value = field(name);
    return typeof value === 'number' ? value : undefined;
  };
  const object = (name: string): JsonObject | undefined => {
    const value = field(name);
    return isObject(value) ? value : undefined;
  };
  /** `agent_id`, or the `id` of an object `agent`, or the `id` of the data itself. */
  const id = (noun: string): Text => {
    const inner = object(noun)?.id ?? data.id;
    return text(`${noun}_id`) ?? (typeof inner === 'string' ? inner : undefined);
  };
  return { text, number, object, id };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
