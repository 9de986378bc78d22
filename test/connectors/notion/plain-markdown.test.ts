import { describe, expect, it } from 'vitest';
import { plainMarkdown } from '../../../connectors/notion/text/plain-markdown.ts';

const names = {
  page: async (id: string) => (id.endsWith('1') ? 'Glossary' : undefined),
  user: async () => 'Ada',
};

async function plain(...lines: readonly string[]): Promise<string> {
  return (await plainMarkdown(lines.join('\n'), { names, fileHosts: [] })).markdown.trimEnd();
}

const upload = 'https://prod-files-secure.s3.us-west-2.amazonaws.com/a/b';
const id = '0123456789abcdef0123456789abcde1';

describe("Notion's Markdown, written as everybody's", () => {
  it.each([
    ['blocks stand apart', ['One', 'Two'], 'One\n\nTwo'],
    ['children of a paragraph are no code', ['One', '\tTwo', '\t\tThree'], 'One\n\nTwo\n\nThree'],
    [
      'lists nest by the width of their marks',
      ['10. Ten', '\t- Deep', '\t\tText'],
      '10. Ten\n    - Deep\n\n      Text',
    ],
    ['a to-do nests below its mark', ['- [x] Done', '\t- Sub'], '- [x] Done\n  - Sub'],
    ['a break stays in its item', ['- One<br>Two'], '- One\n  Two'],
    ['a break stays in its quote', ['> One<br>Two'], '> One\n> Two'],
    ['a break in a heading is a space', ['# One<br>Two {color="red"}'], '# One Two'],
    [
      'colours are left out',
      ['A <span color="red">red</span> word {color="blue_bg"}'],
      'A red word',
    ],
    [
      'a callout is what it says',
      ['<callout icon="💡">', '\tMind this', '\t- And that', '</callout>'],
      'Mind this\n\n- And that',
    ],
    [
      'columns follow one another',
      [
        '<columns>',
        '\t<column>',
        '\t\tLeft',
        '\t</column>',
        '\t<column>',
        '\t\tRight',
        '\t</column>',
        '</columns>',
      ],
      'Left\n\nRight',
    ],
    [
      'a toggle shows what it hides',
      ['<details>', '<summary>More</summary>', '\tHidden', '</details>'],
      'More\n\nHidden',
    ],
    [
      'a synced block stands where it is',
      ['<synced_block_reference url="x">', '\tShared', '</synced_block_reference>'],
      'Shared',
    ],
    ['a divider is never front matter', ['---', 'Text'], '***\n\nText'],
    ['an equation is a block of its own', ['$$', 'a_1', '$$'], '```math\na_1\n```'],
    [
      'code is taken word for word',
      ['- One', '\t```html', '\t<callout>', '\t\t{color="red"}', '\t```'],
      '- One\n\n  ```html\n  <callout>\n  \t{color="red"}\n  ```',
    ],
    ['inline code too', ['Use `<span color="red">` here'], 'Use `<span color="red">` here'],
    [
      'a mention gets its name',
      [
        `See <mention-page url="https://www.notion.so/${id}"/>, ask <mention-user url="user://${id}"/>`,
      ],
      `See [Glossary](https://www.notion.so/${id}), ask @Ada`,
    ],
    [
      'a date is shown',
      ['On <mention-date start="2026-01-02" startTime="09:30"/>.'],
      'On 2026-01-02 09:30.',
    ],
    [
      'an upload is its caption',
      [`<file src="${upload}/x.pdf?X-Amz-Signature=s">The plan</file>`],
      'The plan',
    ],
    [
      'an upload without one is its name',
      [`<pdf src="${upload}/x%20y.pdf?X-Amz-Signature=s"></pdf>`],
      'x y.pdf',
    ],
    [
      'a link elsewhere stays one',
      ['<video src="https://example.com/v">Talk</video>'],
      '[Talk](https://example.com/v)',
    ],
    [
      'no signature is left in a link',
      [`[x](${upload}/x.png?X-Amz-Signature=s)`],
      `[x](${upload}/x.png)`,
    ],
    [
      'spaces and breaks leave the marks',
      ['**Solid<br>**One, ** two **three'],
      '**Solid**\nOne,  **two** three',
    ],
    ['an escaped tag is text', ['Write \\<callout\\>'], 'Write \\<callout\\>'],
  ])('%s', async (_, lines, expected) => {
    expect(await plain(...lines)).toBe(expected);
  });

  it('makes a table of pipes, with and without a header row', async () => {
    const rows = ['<tr>', '<td>A|B</td>', '<td>**C**<br>D</td>', '</tr>', '</table>'];

    expect(await plain('<table header-row="true">', ...rows)).toBe(
      '| A\\|B | **C** D |\n| --- | --- |',
    );
    expect(await plain('<table>', ...rows)).toBe('|  |  |\n| --- | --- |\n| A\\|B | **C** D |');
  });

  it('tells what lies in a page, which files it has and what nobody could read', async () => {
    const page = await plainMarkdown(
      [
        `<page url="https://www.notion.so/${id}">Child</page>`,
        '<database url="https://www.notion.so/x" inline="true">Tasks</database>',
        `<mention-page url="https://www.notion.so/${id}">Not a child</mention-page>`,
        `<file src="${upload}/x.pdf?X-Amz-Signature=s"></file>`,
        '<file src="https://example.com/y.pdf"></file>',
        '<unknown url="https://www.notion.so/x#y" alt="button"/>',
        '<novelty url="https://www.notion.so/x#y"/>',
      ].join('\n'),
      { names, fileHosts: [] },
    );

    expect(page.pages).toEqual([`https://www.notion.so/${id}`]);
    expect(page.databases).toEqual(['https://www.notion.so/x']);
    expect(page.files.map(({ name }) => name)).toEqual(['x.pdf']);
    expect(page.lost).toEqual(['block button', 'block novelty']);
  });

  it('gives a file the same key however it is signed', async () => {
    const keys = [];
    for (const signature of ['one', 'two']) {
      const line = `<pdf src="${upload}/x.pdf?X-Amz-Signature=${signature}"></pdf>`;
      const { files } = await plainMarkdown(line, { names, fileHosts: [] });
      keys.push(files[0]?.key);
    }

    expect(keys[0]).toBeDefined();
    expect(keys[0]).toBe(keys[1]);
  });
});
