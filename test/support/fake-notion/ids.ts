/** The n-th id of a kind, in Notion's form; the same one each time. */
export function fakeId(kind: number, n: number): string {
  const tail = n.toString(16).padStart(12, '0');
  return `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${tail}`;
}

export function withoutDashes(id: string): string {
  return id.replaceAll('-', '');
}

/** Notion takes ids with and without dashes. */
export function withDashes(id: string): string {
  return withoutDashes(id).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
