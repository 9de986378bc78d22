import type { CallBody } from './call.ts';
import { toWire } from './to-wire.ts';

/** A request body in the wire's own names. */
export function jsonBody(value: unknown): CallBody {
  return {
    bytes: new TextEncoder().encode(JSON.stringify(toWire(value))),
    contentType: 'application/json',
  };
}
