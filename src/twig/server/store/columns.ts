import type { SqlValue } from '#core/sql.ts';

/** The text of a column that may be empty. */
export function textOrNull(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** An instant column as the API writes it, ISO 8601 in UTC. */
export function isoTime(value: SqlValue | undefined): string {
  return new Date(Number(value)).toISOString();
}

export function isoTimeOrNull(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : isoTime(value);
}

/** A JSON column that the server itself wrote from an object. */
export function jsonObject(value: SqlValue | undefined): Record<string, unknown> {
  const parsed: unknown = JSON.parse(String(value));
  // The server writes only objects into these columns.
  return parsed as Record<string, unknown>;
}

/** A JSON column that the server itself wrote from a list of strings. */
export function jsonStrings(value: SqlValue | undefined): readonly string[] {
  const parsed: unknown = JSON.parse(String(value));
  return Array.isArray(parsed) ? parsed.map(String) : [];
}
