import { beforeEach, describe, expect, it, vi } from 'vitest';
import { publishedUrl } from '../../../connectors/file/published-url.ts';
import { repositoryUrl } from '../../../connectors/file/repository-url.ts';
import { collectSource } from '../../support/collect-source.ts';
import { gitRepository, quietGitEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource } from './file-source.ts';

beforeEach(() => {
  for (const [name, value] of Object.entries(quietGitEnvironment)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

describe('publishedUrl', () => {
  it.each([
    ['a.md', 'https://x.io/b/a'],
    ['index.md', 'https://x.io/b/'],
    ['guide/index.mdx', 'https://x.io/b/guide/'],
    ['guide/README.md', 'https://x.io/b/guide/'],
    ['guide/index.html', 'https://x.io/b/guide/'],
    ['sql-select.html', 'https://x.io/b/sql-select.html'],
    ['notes.v2.markdown', 'https://x.io/b/notes.v2'],
    ['robots.txt', 'https://x.io/b/robots.txt'],
    ['a b/c#d?e%.md', 'https://x.io/b/a%20b/c%23d%3Fe%25'],
    ['myindex.md', 'https://x.io/b/myindex'],
  ])('publishes %s at %s', (path, url) => {
    expect(publishedUrl('https://x.io/b', path)).toBe(url);
  });
});

describe('repositoryUrl', () => {
  it.each([
    ['https://github.com/o/r.git', 'https://github.com/o/r/blob/main/'],
    ['https://github.com/o/r/', 'https://github.com/o/r/blob/main/'],
    ['git@github.com:o/r.git', 'https://github.com/o/r/blob/main/'],
    ['github.com:o/r.git', 'https://github.com/o/r/blob/main/'],
    ['ssh://git@github.com:22/o/r.git', 'https://github.com/o/r/blob/main/'],
    ['https://github.example.com:8443/o/r', 'https://github.example.com:8443/o/r/blob/main/'],
    ['git@gitlab.com:g/sub/r.git', 'https://gitlab.com/g/sub/r/-/blob/main/'],
    ['https://bitbucket.org/o/r', 'https://bitbucket.org/o/r/src/main/'],
    ['https://codeberg.org/o/r', 'https://codeberg.org/o/r/src/branch/main/'],
  ])('finds the files of %s at %s', (remote, url) => {
    expect(repositoryUrl(remote, 'main')).toBe(url);
  });

  it.each([
    '/srv/git/r.git',
    '../r',
    'https://git.example.com/o/r',
    'git@work:o/r',
    'C:\\r',
    'https://github.com/',
    'https://[',
    '',
  ])('finds nothing for %s', (remote) => {
    expect(repositoryUrl(remote, 'main')).toBeUndefined();
  });

  it.each([
    'https://user:ghp_secret@github.com/o/r.git',
    'https://ghp_secret@github.com/o/r.git',
    'https://github.com/o/r.git?token=ghp_secret#ghp_secret',
    'ssh://ghp_secret@github.com/o/r.git',
    'ghp_secret@github.com:o/r.git',
  ])('drops the login in %s', (remote) => {
    expect(repositoryUrl(remote, 'main')).toBe('https://github.com/o/r/blob/main/');
  });

  it('keeps the slashes of a branch, and follows the default branch where none is checked out', () => {
    const remote = 'https://github.com/o/r';

    expect(repositoryUrl(remote, 'fix/a#b')).toBe('https://github.com/o/r/blob/fix/a%23b/');
    expect(repositoryUrl(remote, undefined)).toBe('https://github.com/o/r/blob/HEAD/');
  });
});

describe('the address of a document', () => {
  it('is its public page, else its page at the forge, else its file', async () => {
    using folder = temporaryFolder();
    const repository = gitRepository(folder.path);
    repository.commit({ 'docs/my guide/a.md': 'a' });
    const urlOf = async (config: Readonly<Record<string, unknown>> = {}) => {
      const { items } = await collectSource(
        fileSource({ path: 'docs', cwd: folder.path, ...config }),
      );
      return items.get('docs/my guide/a.md')?.url;
    };

    const onDisk = await urlOf();
    repository.git('remote', 'add', 'origin', 'https://x:ghp_secret@github.com/o/r.git');
    const atForge = await urlOf();
    repository.git('checkout', '--quiet', '--detach');
    const detached = await urlOf();
    const published = await urlOf({ published_url: 'https://docs.example.com/v1/' });

    expect(onDisk).toMatch(/^file:\/\/\/.*\/docs\/my%20guide\/a\.md$/);
    expect(atForge).toBe('https://github.com/o/r/blob/main/docs/my%20guide/a.md');
    expect(detached).toBe('https://github.com/o/r/blob/HEAD/docs/my%20guide/a.md');
    expect(published).toBe('https://docs.example.com/v1/my%20guide/a');
  });
});
