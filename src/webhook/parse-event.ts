import type { Json, JsonObject } from '#core/json.ts';
import { normaliseEventName, type WebhookEvent } from '#core/webhook-event.ts';

export type ParsedEvent =
  | { readonly readable: true; readonly event: WebhookEvent; readonly envelope: JsonObject }
  | { readonly readable: false; readonly reason: string };

/**
 * The event in a verified body. Decoding comes after verification, never before: two bodies that
 * decode to the same text are two bodies.
 */
export function parseEvent(body: Uint8Array): ParsedEvent {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return unreadable('The body is not valid UTF-8.');
  }
  let envelope: Json;
  try {
    // JSON.parse gives nothing but JSON.
    envelope = JSON.parse(text) as Json;
  } catch {
    return unreadable('The body is not JSON.');
  }
  if (!isObject(envelope)) return unreadable('The body is not a JSON object.');
  const { event: originalName, timestamp, data } = envelope;
  if (typeof originalName !== 'string' || originalName === '') {
    return unreadable('The body names no event: "event" is missing or not a text.');
  }
  if (data !== undefined && data !== null && !isObject(data)) {
    return unreadable('"data" of the body is not a JSON object.');
  }
  return {
    readable: true,
    envelope,
    event: {
      name: normaliseEventName(originalName),
      originalName,
      timestamp: typeof timestamp === 'string' ? timestamp : undefined,
      data: data ?? {},
    },
  };
}

function unreadable(reason: string): ParsedEvent {
  return { readable: false, reason };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
