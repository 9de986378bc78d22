/** GitHub takes 1 MiB for a step, and shows nothing of one that has more. */
const maxBytes = 900_000;

/**
 * Cuts a summary to what GitHub takes, at the end of a line. What is worst must stand first.
 *
 * @param rest where the reader finds what was cut off: `the report files have it`
 */
export function fitSummary(text: string, rest: string): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const cut = Buffer.from(text)
    .subarray(0, maxBytes - 400)
    .toString('utf8');
  const kept = cut.slice(0, cut.lastIndexOf('\n'));
  const count = (tag: string) => kept.split(tag).length - 1;
  const open = Math.max(0, count('<details>') - count('</details>'));
  const closing = '</details>\n\n'.repeat(open);
  return `${kept}\n\n${closing}… and more, which does not fit here; ${rest}.\n`;
}
