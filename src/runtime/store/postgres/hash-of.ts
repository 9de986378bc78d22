/** The hash of a text, in SQL: for keys that may be longer than an index takes. */
export function hashOf(text: string): string {
  return `sha256(convert_to(${text}, 'UTF8'))`;
}
