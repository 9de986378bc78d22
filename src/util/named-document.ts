/** A document as people find it again: by its title too, where the id says nothing to them. */
export function namedDocument({
  documentId,
  title,
}: {
  readonly documentId: string;
  readonly title?: string;
}): string {
  return title === undefined ? documentId : `"${title}" (${documentId})`;
}
