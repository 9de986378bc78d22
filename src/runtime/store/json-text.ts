/** A JSON null is text; an absent value is an SQL null. */
export function toJsonText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** For columns that only `toJsonText` writes, so that the text has the type of the column. */
export function fromJsonText<Value>(value: unknown): Value | undefined {
  return typeof value === 'string' ? (JSON.parse(value) as Value) : undefined;
}
