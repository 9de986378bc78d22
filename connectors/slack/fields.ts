import type { Json, JsonObject } from '#kit';

/** Reads one field of an answer whose shape is not ours: what is not of that kind is not there. */
export function textOf(record: unknown, name: string): string | undefined {
  const value = fieldOf(record, name);
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(record: unknown, name: string): number | undefined {
  const value = fieldOf(record, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function flagOf(record: unknown, name: string): boolean {
  return fieldOf(record, name) === true;
}

/** Empty when it is no list. */
export function listOf(record: unknown, name: string): readonly Json[] {
  const value = fieldOf(record, name);
  return Array.isArray(value) ? value : [];
}

export function recordOf(record: unknown, name: string): JsonObject | undefined {
  const value = fieldOf(record, name);
  return isRecord(value) ? value : undefined;
}

function fieldOf(record: unknown, name: string): Json | undefined {
  return isRecord(record) ? record[name] : undefined;
}

/** What is looked at came out of JSON. */
function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
