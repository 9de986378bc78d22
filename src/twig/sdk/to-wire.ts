import { snakeKey } from './camel.ts';

/** Fields whose value belongs to the user: its keys are data, not names of the contract. */
const opaqueFields: ReadonlySet<string> = new Set(['config', 'metadata']);

/**
 * A request as it travels: names in snake_case at every depth, but nothing inside `config` and
 * `metadata` is touched. Undefined fields are left out by JSON itself.
 */
export function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  const wire: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    wire[snakeKey(key)] = opaqueFields.has(key) ? inner : toWire(inner);
  }
  return wire;
}
