import { describe, expect, it } from 'vitest';
import { FixInputError } from '#kit';
import { collectSource } from '../../support/collect-source.ts';
import { writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource } from './file-source.ts';

describe('the options of a file source', () => {
  it.each([
    [{}, 'path: write the file or folder to read'],
    [{ path: '' }, 'path: write the file or folder to read'],
    [{ path: 7 }, 'path: write the file or folder to read'],
    [{ path: 'a\0b' }, 'path: a path cannot contain a NUL character'],
    [{ path: 'docs', inclde: ['*.md'] }, 'there is no option "inclde", did you mean "include"?'],
    [{ path: 'docs', publishedUrl: 'https://x.io' }, 'did you mean "published_url"?'],
    [{ path: 'docs', zzz: 1 }, 'there is no option "zzz", the options are path, include'],
    [{ path: 'docs', include: 7 }, 'include: write a list of globs'],
    [{ path: 'docs', exclude: [7] }, 'exclude.0: write a glob'],
    [{ path: 'docs', published_url: 'docs.example.com' }, 'published_url: write the address'],
    [{ path: 'docs', published_url: 'ftp://x.io' }, 'published_url: write the address'],
    [{ path: 'docs', published_url: 'https://x.io/?a=1' }, 'cannot carry a query'],
    [{ path: 'docs', public: 'yes' }, 'public: write true or false'],
    [{ path: 'docs', max_bytes: 0 }, 'max_bytes: write a number above 0'],
    [{ path: 'docs', max_bytes: 1.5 }, 'max_bytes: write a whole number of bytes'],
  ])('refuse %j', (config, message) => {
    expect(() => fileSource(config)).toThrow(FixInputError);
    expect(() => fileSource(config)).toThrow(message);
  });

  it('take one glob for a list, and what an unset variable leaves for nothing', () => {
    const config = { path: 'docs', include: '*.md', exclude: null, published_url: '' };

    expect(() => fileSource(config)).not.toThrow();
  });

  it('sign what changes documents, and only that', () => {
    const signature = (config: Readonly<Record<string, unknown>>) =>
      JSON.stringify(fileSource({ path: 'docs', ...config }).contentSignature);

    expect(signature({ published_url: 'https://x.io' })).not.toBe(signature({}));
    expect(signature({ public: false })).not.toBe(signature({}));
    expect(signature({ published_url: 'https://x.io/' })).toBe(
      signature({ published_url: 'https://x.io' }),
    );
    expect(signature({ exclude: ['a'], max_bytes: 5 })).toBe(signature({}));
  });

  it('leave readers unknown where the source says that it is not public', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.md': 'a' });

    const found = await collectSource(fileSource({ path: folder.path, public: false }));

    expect(found.items.get('a.md')).not.toHaveProperty('acl');
  });
});
