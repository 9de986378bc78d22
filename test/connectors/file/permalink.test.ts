import { beforeEach, describe, expect, it, vi } from 'vitest';
import { permalink } from '../../../connectors/file/permalink.ts';
import { publishedUrl } from '../../../connectors/file/published-url.ts';
import { collectSource } from '../../support/collect-source.ts';
import { gitRepository, quietGitEnvironment, writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource } from './file-source.ts';

beforeEach(() => {
  for (const [name, value] of Object.entries(quietGitEnvironment)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

describe('permalink', () => {
  it.each([
    ['permalink: /about/', 'https://x.io/b/about/'],
    ['permalink: about', 'https://x.io/b/about'],
    ['url: "/a b/"', 'https://x.io/b/a%20b/'],
    ['slug: other', 'https://x.io/b/guide/other'],
    ["slug: '/top' # why", 'https://x.io/b/top'],
    ['slug: /', 'https://x.io/b/'],
    ['slug: other\npermalink: /wins/', 'https://x.io/b/wins/'],
  ])('publishes a page with %j at %s', (line, url) => {
    expect(permalink('https://x.io/b', 'guide/a.md', `---\ntitle: x\n${line}\n---\nText`)).toBe(
      url,
    );
  });

  it.each([
    'title: x',
    'permalink: /:year/:title/',
    'permalink: //evil.example/x',
    'permalink: https://evil.example/x',
    'slug: ../../x',
    'slug: ',
    'permalink: /{{ page.x }}/',
  ])('says nothing for %j', (line) => {
    expect(permalink('https://x.io', 'a.md', `---\n${line}\n---\n`)).toBeUndefined();
  });

  it('reads TOML, and only front matter', () => {
    expect(permalink('https://x.io', 'a.md', '+++\nslug = "b"\n+++\n')).toBe('https://x.io/b');
    expect(permalink('https://x.io', 'a.md', 'slug: b\n')).toBeUndefined();
  });
});

describe('the addresses of a site', () => {
  it.each([
    ['clean', 'https://x.io/guide/a', 'https://x.io/guide/'],
    ['folder', 'https://x.io/guide/a/', 'https://x.io/guide/'],
    ['html', 'https://x.io/guide/a.html', 'https://x.io/guide/'],
    ['source', 'https://x.io/guide/a.md', 'https://x.io/guide/index.md'],
  ] as const)('can be %s', (style, page, folder) => {
    expect(publishedUrl('https://x.io', 'guide/a.md', style)).toBe(page);
    expect(publishedUrl('https://x.io', 'guide/index.md', style)).toBe(folder);
  });

  it('come with the content where a page gives itself one, and only on a published site', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'guide/a.md': '---\nslug: b\n---\nText', 'c.md': 'Text' });
    const urls = async (config: Readonly<Record<string, unknown>>) => {
      const { items } = await collectSource(fileSource({ path: folder.path, ...config }));
      const contents = await Promise.all(
        [...items.values()].map((item) => item.load?.(new AbortController().signal)),
      );
      return contents.map((content) => (content?.as === 'bytes' ? content.url : 'none'));
    };

    expect(await urls({ published_url: 'https://x.io' })).toEqual([
      undefined,
      'https://x.io/guide/b',
    ]);
    expect(await urls({})).toEqual([undefined, undefined]);
  });

  it('give every document another version when the branch or the remote moves them', async () => {
    using folder = temporaryFolder();
    const repository = gitRepository(folder.path);
    repository.commit({ 'a.md': 'a' });
    const version = async () => {
      const { items } = await collectSource(fileSource({ path: folder.path }));
      return items.get('a.md')?.version;
    };

    const local = await version();
    repository.git('remote', 'add', 'origin', 'https://github.com/o/r');
    const onMain = await version();
    repository.git('checkout', '--quiet', '-b', 'next');
    const onNext = await version();
    repository.git('remote', 'set-url', 'origin', 'https://token@github.com/o/other');
    const moved = await version();

    expect(new Set([local, onMain, onNext, moved]).size).toBe(4);
    expect(await version()).toBe(moved);
  });
});
