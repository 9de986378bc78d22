import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { caught } from '../../support/caught.ts';
import { collectSource } from '../../support/collect-source.ts';
import { gitRepository, quietGitEnvironment, writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource, filesScope, textOf } from './file-source.ts';

beforeEach(() => {
  for (const [name, value] of Object.entries(quietGitEnvironment)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

async function pageOf(files: Readonly<Record<string, string>>, name = 'docs/page.md') {
  using folder = temporaryFolder();
  gitRepository(folder.path).commit(files);
  const { items } = await collectSource(fileSource({ path: folder.path }));
  return textOf(items.get(name));
}

describe('includes', () => {
  it.each([
    ['a snippet from the top', 'a\n\n--8<-- "parts/x.md"\n\nb', 'a\n\nOne.\nTwo.\nThree.\n\nb'],
    ['lines of a snippet', '--8<-- "parts/x.md:2:3"', 'Two.\nThree.'],
    ['an indented snippet', '    --8<-- "parts/x.md:1:2"', '    One.\n    Two.'],
    ['a snippet in code', '```\n--8<-- "parts/x.md:1:1"\n```', '```\nOne.\n```'],
    ['a list of snippets', '--8<--\nparts/x.md:1:1\nparts/y.md\n--8<--\nend', 'One.\nY.\nend'],
    ['a MyST include', '```{include} ../parts/y.md\n```\nend', 'Y.\nend'],
    [
      'shown code',
      '```{literalinclude} ../parts/z.py\n:language: python\n:lines: 2-3\n```',
      '```python\nb\n# endregion x\n```',
    ],
    ['a Jekyll include', '{% include y.md param="1" %}', 'Included.'],
    ['a relative one', '{% include_relative ../parts/y.md %}', 'Y.'],
    ['a VitePress include', '<!--@include: ../parts/x.md{1,2}-->', 'One.\nTwo.'],
    ['a DocFX include', '[!INCLUDE [y](../parts/y.md)]', 'Y.'],
    ['a region of code', '<<< ../parts/z.py#x{1 py}', '```py\nb\n```'],
    [
      'an imported partial',
      'import Y from \'../parts/y.md\';\n\n<Y name="1" />\n',
      "import Y from '../parts/y.md';\n\nY.\n",
    ],
  ])('resolves %s', async (_, page, expected) => {
    const text = await pageOf({
      'docs/page.md': page,
      'docs/_includes/y.md': 'Included.\n',
      'parts/x.md': 'One.\nTwo.\nThree.\n',
      'parts/y.md': '---\ntitle: Y\n---\nY.\n',
      'parts/z.py': '# region x\nb\n# endregion x\n',
    });

    expect(text).toBe(expected);
  });

  it('resolves includes of included files, each from its own folder', async () => {
    const text = await pageOf({
      'docs/page.md': '<!--@include: ./parts/a.md-->',
      'docs/parts/a.md': 'A\n<!--@include: ./b.md-->\n',
      'docs/parts/b.md': 'B\n',
    });

    expect(text).toBe('A\nB');
  });

  it('ends a circle, and leaves what cannot be found as it is written', async () => {
    const text = await pageOf({
      'docs/page.md': 'P\n<!--@include: ./a.md-->\n<!--@include: ./missing.md-->\n',
      'docs/a.md': 'A\n<!--@include: ./page.md-->\n<!--@include: ./a.md-->\n',
    });

    expect(text).toBe(
      'P\nA\n<!--@include: ./page.md-->\n<!--@include: ./a.md-->\n<!--@include: ./missing.md-->\n',
    );
  });

  it.each([
    ['a path out of the root', '../../outside.md'],
    ['an absolute path', '/etc/hostname'],
    ['a link out of the root', './link.md'],
    ['a hidden file', '../.env'],
    ['a file that git ignores', './ignored.md'],
    ["the repository's own data", '../.git/config'],
    ['an address', 'https://example.com/a.md'],
  ])('refuses %s', async (_, path) => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'outside.md': 'SECRET' });
    const repository = gitRepository(join(folder.path, 'repository'));
    symlinkSync(join(folder.path, 'outside.md'), join(folder.path, 'repository', 'link.md'));
    repository.commit({
      '.gitignore': 'ignored.md\n',
      '.env': 'SECRET',
      'docs/ignored.md': 'SECRET',
      'docs/page.md': `<!--@include: ${path}-->`,
    });
    symlinkSync(join(folder.path, 'outside.md'), join(repository.path, 'docs/link.md'));

    const { items } = await collectSource(fileSource({ path: repository.path }));

    expect(await textOf(items.get('docs/page.md'))).toBe(`<!--@include: ${path}-->`);
  });

  it('does not let includes multiply beyond max_bytes', async () => {
    using folder = temporaryFolder();
    const files = Object.fromEntries(
      Array.from({ length: 7 }, (_, at) => [
        `f${at}.md`,
        at === 6 ? 'x'.repeat(1_000) : `<!--@include: ./f${at + 1}.md-->\n`.repeat(10),
      ]),
    );
    writeFiles(folder.path, files);

    const { failed, items } = await collectSource(
      fileSource({ path: folder.path, max_bytes: 100_000 }),
    );

    expect(failed.map(({ id, error }) => [id, error])).toEqual(
      ['f0.md', 'f1.md', 'f2.md', 'f3.md', 'f4.md'].map((id) => [
        id,
        expect.objectContaining({ code: 'too_large' }),
      ]),
    );
    expect(await textOf(items.get('f5.md'))).toHaveLength(10 * 1_001);
  });

  it.each([
    'git',
    'folder',
  ] as const)('gives a page another version when what it includes changes, in a %s', async (kind) => {
    using folder = temporaryFolder();
    const files = {
      'page.md': '--8<-- "part.md"\n',
      'part.md': 'one',
      'other.md': 'alone',
      'late.md': '--8<-- "new.md"\n',
    };
    if (kind === 'git') gitRepository(folder.path).commit(files);
    else writeFiles(folder.path, files);
    const versions = async () => {
      const { items } = await collectSource(fileSource({ path: folder.path }));
      return Object.fromEntries([...items].map(([id, item]) => [id, item.version]));
    };

    const before = await versions();
    const again = await versions();
    writeFiles(folder.path, { 'part.md': 'two', 'new.md': 'now here' });
    const after = await versions();

    expect(again).toEqual(before);
    expect(after['page.md']).not.toBe(before['page.md']);
    expect(after['late.md']).not.toBe(before['late.md']);
    expect(after['other.md']).toBe(before['other.md']);
  });

  it('skips a page when what it includes changes between listing and loading', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'page.md': '--8<-- "part.md"\n', 'part.md': 'one' });
    const { items } = await collectSource(fileSource({ path: folder.path }));
    writeFiles(folder.path, { 'page.md': '--8<-- "part.md"\n more' });

    const error = await caught(textOf(items.get('page.md')));

    expect(error).toMatchObject({ code: 'changed_while_reading' });
  });

  it('does not open a page that was found to include nothing', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'page.md': 'alone' });
    const source = fileSource({ path: folder.path });
    const first = await collectSource(source);
    const version = first.items.get('page.md')?.version;
    const asked: string[] = [];
    const reading = source.read(filesScope, undefined, async (id) => {
      asked.push(id);
      return { version, validators: undefined };
    });

    const second = [];
    for await (const event of reading) second.push(event);

    expect(asked).toEqual(['page.md']);
    expect(second).toMatchObject([{ is: 'total' }, { is: 'item', item: { version } }]);
  });
});
