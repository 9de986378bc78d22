import { describe, expect, it } from 'vitest';
import { headings, outline, parseFile } from '../../../support/parsed.ts';

const parse = (text: string) => parseFile('a.mdx', text);

describe('the MDX parser', () => {
  it('drops imports and exports, also over several lines, and no sentence that begins like one', async () => {
    const parsed = await parse(
      "import A from './a';\nimport {\n  B,\n} from 'b';\nexport const meta = {\n  a: '}',\n\n  b: [1],\n};\n\nimport duties are high.\n\nexport them.\n",
    );

    expect(outline(parsed)).toEqual([
      'paragraph: import duties are high.',
      'paragraph: export them.',
    ]);
  });

  it('drops expressions and comments, keeps literals, code and ids of headings', async () => {
    const parsed = await parse(
      "## Setup {#install}\n\nIt's {'text'} of {props.x}`{code}` {/* gone\n\ngone */}here, a < b.\n\n```js\nconst a = {b};\n```\n",
    );

    expect(headings(parsed)).toEqual(['2 Setup #install']);
    expect(outline(parsed).slice(1)).toEqual([
      "paragraph: It's text of `{code}` here, a < b.",
      'code: ```js\nconst a = {b};\n```',
    ]);
  });

  it('shows what a fence hides from editors', async () => {
    const parsed = await parse(
      '```mdx-code-block\n<Tabs>\n<TabItem value="npm">\n```\n```sh\nnpm i\n```\n```mdx-code-block\n</TabItem>\n</Tabs>\n```\n\nDone.\n',
    );

    expect(outline(parsed)).toEqual([
      'paragraph: **npm**',
      'code: ```sh\nnpm i\n```',
      'paragraph: Done.',
    ]);
  });

  it('shows tabs, steps, cards and notes with their labels', async () => {
    const parsed = await parse(
      '<Tabs>\n  <TabItem value="mac" label="macOS">\n\n    ## Mac\n\n    ```sh\n    brew\n      two\n    ```\n  </TabItem>\n  <TabItem value="win">Use winget.</TabItem>\n</Tabs>\n\n:::note Careful\n\nRead **this**.\n\n:::\n\n:::tip\nShort.\n:::\n\n<Steps>\n<Step title="First">Do.</Step>\n</Steps>\n<Callout type="warning">Hot.</Callout>\n<Card title="More" href="/x" icon={<I a="}" />}>\n  Text.\n</Card>\n',
    );

    expect(outline(parsed)).toEqual([
      'paragraph: **macOS**',
      'heading: ## Mac',
      'code: ```sh\nbrew\n  two\n```',
      'paragraph: **win**',
      'paragraph: Use winget.',
      'paragraph: **Careful**',
      'paragraph: Read **this**.',
      'paragraph: **Tip**',
      'paragraph: Short.',
      'paragraph: **First**',
      'paragraph: Do.',
      'paragraph: **Warning**',
      'paragraph: Hot.',
      'paragraph: **More**',
      'paragraph: Text.',
    ]);
  });

  it('keeps the children of components that it does not know', async () => {
    const parsed = await parse(
      'A <Thing on={() => { return "}"; }}>kept **word**</Thing> and <>more</>.\n\n<Box\n  a="1"\n  {...rest}\n>\n- one\n  - two\n</Box>\n',
    );

    expect(outline(parsed)).toEqual([
      'paragraph: A kept **word** and more.',
      'list: - one\n  - two',
    ]);
  });

  it('keeps a table whose cells hold components', async () => {
    const parsed = await parse('| a | b |\n|---|---|\n| <Badge>x</Badge> | {1} |\n');

    expect(parsed.blocks.map(({ kind }) => kind)).toEqual(['table']);
    expect(parsed.text).toContain('| x |');
  });

  it('reads front matter', async () => {
    const parsed = await parse('---\ntitle: Hi\ndraft: true\n---\n\n# Other\n');

    expect(parsed).toMatchObject({ title: 'Hi', skip: { code: 'draft' } });
    expect(parsed.text).not.toContain('draft');
  });

  it.each([
    ['braces', '{'],
    ['tags', '<A b='],
    ['ticks', '`'],
    ['open components', '<A>'],
  ])('reads 200,000 unclosed %s in time', async (_, unit) => {
    const started = performance.now();

    await parse(`text ${unit.repeat(200_000)}`);

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
