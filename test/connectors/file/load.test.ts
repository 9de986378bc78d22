import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SkipDocumentError } from '#kit';
import { caught } from '../../support/caught.ts';
import { collectSource } from '../../support/collect-source.ts';
import { gitRepository, quietGitEnvironment, writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource, textOf } from './file-source.ts';

beforeEach(() => {
  for (const [name, value] of Object.entries(quietGitEnvironment)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 12345\n`;

describe('loading a file', () => {
  it('gives bytes with the media type and name that a parser needs', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'guide/page.html': '<p>é</p>' });
    const { items } = await collectSource(fileSource({ path: folder.path }));

    const content = await items.get('guide/page.html')?.load?.(new AbortController().signal);

    expect(content).toEqual({
      as: 'bytes',
      mediaType: 'text/html',
      name: 'page.html',
      bytes: Buffer.from('<p>é</p>'),
    });
  });

  it.each([
    ['was removed', 'vanished', () => undefined],
    ['became a folder', 'not_a_file', (path: string) => mkdirSync(path)],
    ['became a pipe', 'not_a_file', (path: string) => execFileSync('mkfifo', [path])],
    ['became a link', 'not_a_file', (path: string) => symlinkSync('/etc/hostname', path)],
    [
      'was rewritten',
      'changed_while_reading',
      (path: string) => writeFiles(path, { '../a.md': 'zz' }),
    ],
    ['grew', 'too_large', (path: string) => writeFiles(path, { '../a.md': 'z'.repeat(99) })],
  ])('skips a file that %s since it was listed, and keeps its old content', async (_name, code, replace) => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.md': 'a' });
    const { items } = await collectSource(fileSource({ path: folder.path, max_bytes: 50 }));
    rmSync(join(folder.path, 'a.md'));
    replace(join(folder.path, 'a.md'));

    const error = await caught(textOf(items.get('a.md')));

    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(error).toMatchObject({ code, message: expect.stringContaining('a.md') });
  });

  it('delivers the version that was listed when a committed file is edited or removed meanwhile', async () => {
    using folder = temporaryFolder();
    const repository = gitRepository(folder.path);
    repository.commit({ 'edited.md': 'committed', 'removed.md': 'committed too' });
    const { items } = await collectSource(fileSource({ path: folder.path }));
    repository.write({ 'edited.md': 'edited' });
    rmSync(join(folder.path, 'removed.md'));

    expect(await textOf(items.get('edited.md'))).toBe('committed');
    expect(await textOf(items.get('removed.md'))).toBe('committed too');
  });

  it('skips an uncommitted file that is edited again between listing and loading', async () => {
    using folder = temporaryFolder();
    const repository = gitRepository(folder.path);
    repository.commit({ 'a.md': 'committed' });
    repository.write({ 'a.md': 'edited' });
    const { items } = await collectSource(fileSource({ path: folder.path }));
    repository.write({ 'a.md': 'edited again' });

    const error = await caught(textOf(items.get('a.md')));

    expect(error).toMatchObject({ code: 'changed_while_reading' });
  });

  it('reads the checked-out form of a committed file, not its blob', async () => {
    using folder = temporaryFolder();
    const repository = gitRepository(folder.path);
    repository.git('config', 'filter.shout.smudge', 'tr a-z A-Z');
    repository.git('config', 'filter.shout.clean', 'tr A-Z a-z');
    repository.commit({ '.gitattributes': '*.md filter=shout\n', 'a.md': 'quiet' });
    rmSync(join(folder.path, 'a.md'));
    repository.git('checkout', '--quiet', 'a.md');
    const aMinuteLater = () => Date.now() + 60_000;

    const { items } = await collectSource(fileSource({ path: folder.path }, { now: aMinuteLater }));

    expect(items.get('a.md')?.version).toBe(repository.git('rev-parse', 'HEAD:a.md'));
    expect(await textOf(items.get('a.md'))).toBe('QUIET');
  });

  it('never takes a Git LFS pointer for the file it stands for', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      'pointer.md': pointer,
      'about.md': `How a pointer looks:\n\n${pointer}`,
    });
    const { items } = await collectSource(fileSource({ path: folder.path }));

    const error = await caught(textOf(items.get('pointer.md')));

    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(error).toMatchObject({
      code: 'lfs_pointer',
      hint: expect.stringContaining('git lfs pull'),
    });
    expect(await textOf(items.get('about.md'))).toContain('How a pointer looks');
  });
});
