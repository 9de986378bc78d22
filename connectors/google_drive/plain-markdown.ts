/**
 * Google's Markdown without its pictures: they come as data, a line for each at the end, and would be
 * most of the text.
 */
export function plainMarkdown(exported: string): {
  readonly text: string;
  readonly pictureCount: number;
} {
  let pictureCount = 0;
  const lines = exported
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
    .filter((line) => {
      const isPicture = /^\[image\d+\]:\s*<?data:image\//.test(line);
      if (isPicture) pictureCount += 1;
      return !isPicture;
    });
  const text = lines.join('\n').replace(/!\[([^\]\n]*)\]\[image\d+\]/g, '$1');
  return { text, pictureCount };
}
