import type { CallBody } from '../call.ts';

/** A request body as it is. */
export function plainBody(value: unknown): CallBody {
  return {
    bytes: new TextEncoder().encode(JSON.stringify(value)),
    contentType: 'application/json',
  };
}
