/** At most `maxLength` characters, the cut marked by an ellipsis; white space folded. */
export function cutText(text: string, maxLength: number): string {
  const folded = text.replace(/\s+/g, ' ').trim();
  return folded.length <= maxLength ? folded : `${folded.slice(0, maxLength - 1).trimEnd()}…`;
}
