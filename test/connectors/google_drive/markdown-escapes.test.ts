import { describe, expect, it } from 'vitest';
import {
  dropNeedlessEscapes,
  escapeMarkup,
} from '../../../connectors/google_drive/markdown-escapes.ts';
import { plainMarkdown } from '../../../connectors/google_drive/plain-markdown.ts';

describe('words as Markdown', () => {
  it.each([
    ['snake_case, C#, C++ and vector<int> & co.', 'snake_case, C#, C++ and vector\\<int> & co.'],
    ['a < b, 3 * 4, ~5, [draft], 8443 - gateway', 'a < b, 3 * 4, ~5, [draft], 8443 - gateway'],
    ['C:\\Users', 'C:\\Users'],
    ['- no bullet', '\\- no bullet'],
    ['# no heading', '\\# no heading'],
    ['> no quote', '\\> no quote'],
    ['1. no list', '1\\. no list'],
    ['---', '\\---'],
    ['*stars* and _lines_', '\\*stars\\* and \\_lines\\_'],
    ['[no](link)', '\\[no\\](link)'],
    ['![no][picture]', '\\!\\[no\\][picture]'],
    ['`code` and ~~gone~~', '\\`code\\` and \\~\\~gone\\~\\~'],
    ['<b>bold</b> &amp;', '\\<b>bold\\</b> \\&amp;'],
    ['a \\* b', 'a \\\\\\* b'],
    ['closing #', 'closing \\#'],
  ])('%j are %j', (words, markdown) => {
    expect(escapeMarkup(words)).toBe(markdown);
    expect(unescaped(markdown)).toBe(words);
  });
});

describe('a line that Google wrote', () => {
  it.each([
    ['On\\-call \\#7: C\\++ \\& snake\\_case\\!', 'On-call #7: C++ \\& snake_case!'],
    ['a \\= b \\> c, 2\\. and \\[draft\\]', 'a = b > c, 2. and [draft]'],
    ['## 1\\. The *valve* \\- stuck', '## 1\\. The *valve* - stuck'],
    ['\\- no bullet', '\\- no bullet'],
    ['\\*no emphasis\\*', '\\*no emphasis\\*'],
    ['\\[no\\](link) \\- [a \\[b\\]](c)', '\\[no\\](link) - [a \\[b\\]](c)'],
    ['`a \\- b` \\`c \\- d\\`', '`a \\- b` \\`c - d\\`'],
    ['| \\- | a \\| b \\- c |', '| \\- | a \\| b - c |'],
    ['C:\\\\Users\\\\me', 'C:\\\\Users\\\\me'],
  ])('%j says the same as %j', (line, plain) => {
    expect(dropNeedlessEscapes(line)).toBe(plain);
  });

  it('is left alone within a block of code', () => {
    const code = '```\n## a \\- b {#c}\n```';

    const { text } = plainMarkdown(`# A \\- b\\! {#a---b!}\n\n${code}\n\nc \\- d`);

    expect(text).toBe(`# A - b!\n\n${code}\n\nc - d`);
  });

  it('of a million characters takes no longer than a glance', () => {
    const line = 'a\\-b \\[c\\] \\# '.repeat(70_000);
    const startedAt = performance.now();

    dropNeedlessEscapes(line);

    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

function unescaped(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
