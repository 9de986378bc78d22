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

describe('a page of Docusaurus', () => {
  const base = 'https://x.io/docs';

  it.each([
    ['01-intro.md', '/intro'],
    ['02_Guides/003 - first steps.mdx', '/Guides/first%20steps'],
    ['1.start/index.md', '/start/'],
    ['10-api/README.md', '/api/'],
    ['guide/Guide.md', '/guide/'],
    ['guide/01-guide.md', '/guide/guide'],
    ['2021-11-18-news.md', '/2021-11-18-news'],
    ['7.0-foo.md', '/7.0-foo'],
    ['1-.md', '/1-'],
    ['404.md', '/404'],
    ['100a.md', '/100a'],
    ['01-files/02-logo.html', '/01-files/02-logo.html'],
  ])('%s is published at %s', (path, url) => {
    expect(publishedUrl(base, path, 'docusaurus')).toBe(base + url);
  });

  it.each([
    ['slug: other', '/guide/other'],
    ['slug: /top', '/top'],
    ['slug: ./near', '/guide/near'],
    ['id: setup', '/guide/setup'],
    ['id: setup\nslug: wins', '/guide/wins'],
    ['parse_number_prefixes: false', '/01-guide/02-a'],
    ['parse_number_prefixes: false\nid: setup', '/01-guide/setup'],
  ])('that says %j is published at %s', (lines, url) => {
    const text = `---\nsidebar_position: 7\n${lines}\n---\nText`;

    expect(permalink(base, '01-guide/02-a.md', text, 'docusaurus')).toBe(base + url);
  });

  it.each([
    'sidebar_position: 2',
    'permalink: /elsewhere',
    'slug: ../../out',
  ])('that says %j stays where its path puts it', (line) => {
    expect(permalink(base, '01-a.md', `---\n${line}\n---\n`, 'docusaurus')).toBeUndefined();
  });

  it('keeps the folder of an index, whatever its id', () => {
    const text = '---\nid: overview\n---\n';

    expect(permalink(base, '01-guide/index.md', text, 'docusaurus')).toBeUndefined();
  });

  it('is found at its address by a source that names the style', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      '01-guide/02-install.md': 'Text',
      '01-guide/_category_.json': '{"link":{"type":"generated-index","slug":"/all-guides"}}',
    });

    const { items } = await collectSource(
      fileSource({ path: folder.path, published_url: base, url_style: 'docusaurus' }),
    );

    expect([...items].map(([id, { url }]) => [id, url])).toEqual([
      ['01-guide/02-install.md', `${base}/guide/install`],
    ]);
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
