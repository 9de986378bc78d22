import { dropNeedlessEscapes } from './markdown-escapes.ts';

/**
 * Google's Markdown without what is not text: pictures, which come as data, a line for each at the end,
 * and would be most of it; ids of headings, which lead nowhere; needless backslashes. Code stays.
 */
export function plainMarkdown(exported: string): {
  readonly text: string;
  readonly pictureCount: number;
} {
  let pictureCount = 0;
  let isCode = false;
  const lines: string[] = [];
  for (const line of exported
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n')) {
    if (/^\[image\d+\]:\s*<?data:image\//.test(line)) {
      pictureCount += 1;
      continue;
    }
    const isFence = /^\s*```/.test(line);
    if (isFence) isCode = !isCode;
    lines.push(isCode || isFence ? line : plainLine(line));
  }
  return { text: lines.join('\n'), pictureCount };
}

function plainLine(line: string): string {
  const words = line
    .replace(/!\[([^\]\n]*)\]\[image\d+\]/g, '$1')
    .replace(/^(#{1,6} .*?)\s*\{#[^{}]+\}\s*$/, '$1');
  return dropNeedlessEscapes(words);
}
