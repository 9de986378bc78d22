/** Letters and digits of a heading, without the number of a chapter in front: two that agree mean the same. */
export function foldHeading(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(
      /^\s*(?:\d+(?:\.\d+)*\.?|[ivx]+\.|[a-z]\.(?:\d+\.?)*|(?:chapter|appendix) [\da-z]+[.:]?)\s+/,
      '',
    )
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
