import { describe, expect, it } from 'vitest';
import { generatedMarkdown } from '../../../support/generated-markdown.ts';
import { headings, outline, parseMarkdown } from '../../../support/parsed.ts';

describe('the Markdown parser', () => {
  it('finds every kind of block', async () => {
    const source = [
      'Intro\nline two',
      '# Title',
      '- one\n- two\n\n  more of two',
      '> quoted\nlazily',
      '| a | b |\n|---|---|\n| 1 | 2 |',
      '```js\n# no heading\n```',
      '    indented code',
      'Under\n=====',
      '***',
      'end',
    ].join('\n\n');

    const parsed = await parseMarkdown(source);

    expect(outline(parsed)).toEqual([
      'paragraph: Intro\nline two',
      'heading: # Title',
      'list: - one\n- two\n\n  more of two',
      'quote: > quoted\nlazily',
      'table: | a | b |\n|---|---|\n| 1 | 2 |',
      'code: ```js\n# no heading\n```',
      'code:     indented code',
      'heading: Under\n=====',
      'paragraph: ***',
      'paragraph: end',
    ]);
    expect(parsed.blocks[4]?.rowsStart).toBe(source.indexOf('| 1 |'));
    expect(parsed.blocks[5]?.language).toBe('js');
  });

  it.each([
    ['#no space', []],
    ['####### seven', []],
    ['## Closed ##', ['2 Closed #closed']],
    ['- # in an item', []],
    ['> # in a quote', []],
    ['~~~\n# in a fence\n~~~\n# after', ['1 after #after']],
    ['````\n```\n# inside\n````\n# after', ['1 after #after']],
    ['```\n# never closed', []],
    ['<div>\n# raw\n</div>\n\n# after', ['1 after #after']],
    ['<h1 align="center">\n  Big <b>one</b>\n</h1>', ['1 Big one #big-one']],
  ])('reads the headings of %j', async (source, expected) => {
    expect(headings(await parseMarkdown(source))).toEqual(expected);
  });

  it('shows heading text as a reader sees it', async () => {
    const source =
      '# The `a_b` *of* [the **link**](u) ![logo](l.png) snake_case &amp; \\*star\\* <sub>x</sub>';

    const parsed = await parseMarkdown(source);

    expect(parsed.blocks[0]?.heading?.text).toBe('The a_b of the link logo snake_case & *star* x');
  });

  it('takes explicit ids first, then numbers equal names', async () => {
    const source =
      '# A {#first}\n\n<a id="second"></a>\n\n# B\n\n# <a name="third"></a> C\n\n# Same\n\n# Same\n\n# 🚀';

    expect(headings(await parseMarkdown(source))).toEqual([
      '1 A #first',
      '1 B #second',
      '1 C #third',
      '1 Same #same',
      '1 Same #same-1',
      '1 🚀 #undefined',
    ]);
  });

  it.each([
    ['github', ['café-50', 'what-is--new', 'what-is--new-1']],
    ['docusaurus', ['café-50', 'what-is--new', 'what-is--new-1']],
    ['mkdocs', ['cafe-50', 'what-is-new', 'what-is-new_1']],
    ['sphinx', ['cafe-50', 'what-is-new', 'id1']],
  ] as const)('names headings like %s', async (style, expected) => {
    const parsed = await parseMarkdown('# Café 50%\n\n# What is / new?\n\n# What is / new?', style);

    expect(parsed.blocks.map((block) => block.heading?.anchor)).toEqual(expected);
  });

  it('keeps code and tables inside lists and quotes as blocks of their own', async () => {
    const source =
      '1. first\n\n   ```sh\n   # run\n   ```\n\n2. second\n\n> see\n> ```\n> x\n> ```';

    expect(outline(await parseMarkdown(source))).toEqual([
      'list: 1. first',
      'code:    ```sh\n   # run\n   ```',
      'list: 2. second',
      'quote: > see',
      'code: > ```\n> x\n> ```',
    ]);
  });

  it('leaves out comments, scripts and front matter', async () => {
    const source =
      '---\ntitle: From front matter\ntags: [a, b]\nnested: {a: 1}\n---\n<!-- a\n\nb -->\nSeen\n\n<script>\nx\n</script>\n';

    const parsed = await parseMarkdown(source);

    expect(outline(parsed)).toEqual(['paragraph: Seen']);
    expect(parsed.title).toBe('From front matter');
    expect(parsed.metadata).toEqual({ title: 'From front matter', tags: ['a', 'b'] });
  });

  it.each(['draft', 'noindex'])('skips a document that says %s: true', async (word) => {
    const parsed = await parseMarkdown(`---\n${word}: true\n---\ntext`);

    expect(parsed.skip?.code).toBe(word);
  });

  it('loses only the metadata when front matter is broken', async () => {
    const parsed = await parseMarkdown('---\ntitle: "open\nx: [\n---\n# Real');

    expect(parsed).toMatchObject({ metadata: {}, title: 'Real' });
    expect(outline(parsed)).toEqual(['heading: # Real']);
  });

  it('takes prose between two rules for prose', async () => {
    expect(outline(await parseMarkdown('---\nJust text\n---\n'))).toContain(
      'heading: Just text\n---',
    );
  });

  it('removes a byte order mark and normalises line ends', async () => {
    expect((await parseMarkdown('\ufeff# A\r\n\r\nb\rc')).text).toBe('# A\n\nb\nc');
  });

  it.each([
    '- ```js\ntext\n\n',
    '<a id="',
    '| a |\n',
    '> - ',
    '[',
    '<!-',
    '---\n',
    '`',
  ])('reads %j ten thousand times over in time', async (part) => {
    const parsed = await parseMarkdown(part.repeat(10_000));

    expect(parsed.blocks.length).toBeGreaterThan(0);
  });

  it('covers every visible character of generated documents, in order and without overlap', async () => {
    for (let seed = 0; seed < 150; seed++) {
      const parsed = await parseMarkdown(generatedMarkdown(seed));
      let end = 0;
      let between = '';
      for (const block of parsed.blocks) {
        expect(block.start).toBeGreaterThanOrEqual(end);
        expect(block.end).toBeGreaterThan(block.start);
        between += parsed.text.slice(end, block.start);
        end = block.end;
      }
      between += parsed.text.slice(end);
      expect(between.replaceAll('<!-- not to be read -->', '').trim(), `seed ${seed}`).toBe('');
    }
  });
});

describe('TOML front matter', () => {
  it('is hidden, and its simple keys are read', async () => {
    const parsed = await parseMarkdown(
      '+++\ntitle = "A \\"b\\"" # why\nweight = 1_000\ntags = ["x", \'y\']\nnested = { a = 1 }\n[params]\nother = "z"\n+++\n\nText.\n',
    );

    expect(parsed.title).toBe('A "b"');
    expect(parsed.metadata).toEqual({ title: 'A "b"', weight: 1000, tags: ['x', 'y'] });
    expect(outline(parsed)).toEqual(['paragraph: Text.']);
  });

  it('can say that a document is a draft', async () => {
    expect((await parseMarkdown('+++\ndraft = true\n+++\nx')).skip?.code).toBe('draft');
  });
});
