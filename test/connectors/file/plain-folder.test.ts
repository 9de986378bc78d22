import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finding, StopScopeError } from '#kit';
import { caught } from '../../support/caught.ts';
import { collect } from '../../support/collect.ts';
import { collectSource } from '../../support/collect-source.ts';
import { writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource, filesScope, textOf } from './file-source.ts';

async function* noFindings(): AsyncGenerator<Finding> {}

describe('a file source outside git', () => {
  it('announces pages and texts below its path, in bytewise order, with size and time as version', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      'b.md': 'b',
      'a/z.HTML': 'z',
      'a.txt': 'text',
      'a/\u{1f600}.md': 'astral',
      'a/\uff5e.md': 'wide',
      'logo.png': 'p',
      '.hidden/h.md': 'h',
      'node_modules/m/README.md': 'm',
    });
    utimesSync(join(folder.path, 'a.txt'), new Date(0), new Date('2024-02-03T04:05:06.007Z'));

    const found = await collectSource(fileSource({ path: folder.path }));

    expect(found.ids).toEqual(['a.txt', 'a/z.HTML', 'a/\uff5e.md', 'a/\u{1f600}.md', 'b.md']);
    expect(found.items.get('a.txt')).toMatchObject({
      version: `4:${Date.UTC(2024, 1, 3, 4, 5, 6, 7)}`,
      byteCount: 4,
      mediaType: 'text/plain',
      updatedAt: '2024-02-03T04:05:06.007Z',
    });
    expect(await textOf(found.items.get('a/\u{1f600}.md'))).toBe('astral');
    expect(found.coverage).toBe('everything');
  });

  it('gives the same answer twice, and another version to a file that was written', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.md': 'one', 'b.md': 'same' });
    const source = fileSource({ path: folder.path });

    const [first, second] = [await collectSource(source), await collectSource(source)];
    writeFiles(folder.path, { 'a.md': 'other' });
    const third = await collectSource(source);

    const versions = ({ items }: typeof first) => [...items.values()].map(({ version }) => version);
    expect(versions(second)).toEqual(versions(first));
    expect(third.items.get('a.md')?.version).not.toBe(first.items.get('a.md')?.version);
    expect(third.items.get('b.md')?.version).toBe(first.items.get('b.md')?.version);
  });

  it('obeys .gitignore and .twigkitignore at every depth', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      '.gitignore': '# generated\n/build\n*.draft.md\nlogs/\n',
      '.twigkitignore': 'internal\n',
      'a.md': 'a',
      'build/b.md': 'no',
      'deep/build/c.md': 'anchored rules hold at their own folder only',
      'deep/.gitignore': '!keep.draft.md\nonly-here.md\n',
      'deep/keep.draft.md': 'brought back',
      'deep/other.draft.md': 'no',
      'deep/only-here.md': 'no',
      'only-here.md': 'not there',
      'deep/logs/l.md': 'no',
      'internal/i.md': 'no',
      'Internal.md': 'case counts',
    });

    const found = await collectSource(fileSource({ path: folder.path }));

    expect(found.ids).toEqual([
      'Internal.md',
      'a.md',
      'deep/build/c.md',
      'deep/keep.draft.md',
      'only-here.md',
    ]);
  });

  it('takes globs relative to the path; an excluded folder is excluded with all it holds', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      'docs/a.md': 'a',
      'docs/api/deep/b.rst': 'b',
      'docs/api/c.md': 'c',
      'docs/.well/d.md': 'd',
      'docs/old/e.md': 'e',
    });
    const ids = async (config: Readonly<Record<string, unknown>>) =>
      (await collectSource(fileSource({ path: 'docs', cwd: folder.path, ...config }))).ids;

    expect(await ids({ include: ['./api/**'] })).toEqual(['api/c.md', 'api/deep/b.rst']);
    expect(await ids({ include: '**/*.rst' })).toEqual(['api/deep/b.rst']);
    expect(await ids({ exclude: ['old/', 'api'] })).toEqual(['a.md']);
    expect(await ids({ include: ['.well/*.md'] })).toEqual(['.well/d.md']);
    expect(await ids({ include: [] })).toEqual(['a.md', 'api/c.md', 'old/e.md']);
  });

  it('reads one named file under its name', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'NEWS.rst': 'news', 'other.md': 'o' });

    const found = await collectSource(fileSource({ path: join(folder.path, 'NEWS.rst') }));

    expect(found.ids).toEqual(['NEWS.rst']);
    expect(await textOf(found.items.get('NEWS.rst'))).toBe('news');
  });

  it('follows a link to a file inside, ends at loops, and never leaves its folder', async () => {
    using folder = temporaryFolder();
    const docs = join(folder.path, 'docs');
    writeFiles(folder.path, { 'secret.md': 's', 'docs/a/b.md': 'b', 'docs/a/.git/config.md': 'c' });
    symlinkSync('..', join(docs, 'a/up'));
    symlinkSync('a', join(docs, 'again'));
    symlinkSync('a/b.md', join(docs, 'alias.md'));
    symlinkSync('../secret.md', join(docs, 'secret.md'));
    symlinkSync('a/.git/config.md', join(docs, 'config.md'));
    symlinkSync('gone.md', join(docs, 'dangling.md'));
    symlinkSync('..', join(docs, 'out'));

    const found = await collectSource(fileSource({ path: docs }));

    expect(found.ids).toEqual(['a/b.md', 'alias.md']);
    expect(found.skipped).toEqual({
      'config.md': 'symlink_outside',
      'dangling.md': 'symlink_dangling',
      'secret.md': 'symlink_outside',
    });
    expect(await textOf(found.items.get('alias.md'))).toBe('b');
  });

  it('does not wait for a pipe that is named like a page', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.md': 'a' });
    execFileSync('mkfifo', [join(folder.path, 'pipe.md')]);

    const found = await collectSource(fileSource({ path: folder.path }));

    expect(found.ids).toEqual(['a.md']);
    expect(found.skipped).toEqual({ 'pipe.md': 'not_a_file' });
  });

  it('skips a file above max_bytes and says how large it is', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'fits.md': 'x'.repeat(100), 'large.md': 'x'.repeat(101) });

    const found = await collectSource(fileSource({ path: folder.path, max_bytes: 100 }));

    expect(found.ids).toEqual(['fits.md']);
    expect(found.items.get('large.md')).toMatchObject({
      byteCount: 101,
      skip: { code: 'too_large', message: expect.stringContaining('101 B') },
    });
  });

  it('skips a file of 100 MB without reading it', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'fits.md': 'x', 'large.md': '', 'large.pdf': '' });
    for (const name of ['large.md', 'large.pdf']) {
      truncateSync(join(folder.path, name), 100 * 1024 * 1024);
    }
    const before = process.memoryUsage().arrayBuffers;

    const found = await collectSource(fileSource({ path: folder.path }));

    expect(found.skipped).toEqual({ 'large.md': 'too_large', 'large.pdf': 'too_large' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 * 1024);
  });

  it('yields a folder that cannot be read as failed, reads the rest, and claims no full coverage', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.md': 'a', 'z.md': 'z' });
    // Deeper than a path may be long: the kernel refuses to open it, even for root.
    const name = 'd'.repeat(250);
    const dig = `for (let depth = 0; depth < 18; depth++) {
      fs.mkdirSync('${name}');
      process.chdir('${name}');
    }`;
    execFileSync(process.execPath, ['--eval', dig], { cwd: folder.path });

    const found = await collectSource(fileSource({ path: folder.path }));
    execFileSync('rm', ['-rf', join(folder.path, name)]);

    expect(found.ids).toEqual(['a.md', 'z.md']);
    expect(found.failed).toEqual([
      { is: 'failed', error: expect.objectContaining({ code: 'unreadable' }) },
    ]);
    expect(found.coverage).toBe('changes');
  });

  it('yields a file that vanishes after the listing as failed, with its id', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.md': 'a', 'b.md': 'b' });
    const reading = fileSource({ path: folder.path }).read(
      filesScope,
      undefined,
      async () => undefined,
    );
    await reading.next();
    await reading.next();
    rmSync(join(folder.path, 'b.md'));

    const last = await reading.next();

    expect(last.value).toMatchObject({ is: 'failed', id: 'b.md', error: { code: 'vanished' } });
  });

  it('shortens an id that is too long for one, and skips its file', async () => {
    using folder = temporaryFolder();
    const deep = Array.from({ length: 5 }, (_, depth) => `${depth}`.repeat(240)).join('/');
    writeFiles(folder.path, { 'a.md': 'a', [`${deep}/b.md`]: 'b' });

    const found = await collectSource(fileSource({ path: folder.path }));

    expect(Object.values(found.skipped)).toEqual(['path_too_long']);
    expect(Object.keys(found.skipped)[0]).toHaveLength(1024);
  });

  it.each([
    ['a missing path', 'docz', /no file or folder .*docz/, /Did you mean .*docs/],
    ['a path through a file', 'docs/a.md/b', /no file or folder/, /Correct the path/],
    ['a pipe', 'pipe', /neither a file nor a folder/, /Correct the path/],
  ])('stops at %s and names the cure', async (_name, path, message, hint) => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'docs/a.md': 'a' });
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);

    const error = await caught(collectSource(fileSource({ path, cwd: folder.path })));

    expect(error).toBeInstanceOf(StopScopeError);
    expect(error).toMatchObject({
      code: 'root_missing',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it('stops when nothing matches: no document may look deleted for a wrong glob', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.rst': 'a', 'b/c.rst': 'c', 'd.rst': 'd', 'e.rst': 'e' });
    mkdirSync(join(folder.path, 'empty'));

    const wrongGlob = await caught(collectSource(fileSource({ path: folder.path })));
    const empty = await caught(collectSource(fileSource({ path: 'empty', cwd: folder.path })));

    expect(wrongGlob).toBeInstanceOf(StopScopeError);
    expect(wrongGlob).toMatchObject({
      code: 'nothing_matched',
      message: expect.stringMatching(/include \*\*\/\*\.\{md.*4 files seen, for example .*\.rst/),
    });
    expect(empty).toMatchObject({ code: 'nothing_matched' });
  });

  it('gets one document, and calls gone only what it would not announce', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      '.gitignore': 'ignored/\n',
      'deep/a.md': 'a',
      'ignored/b.md': 'b',
      'c.png': 'c',
    });
    const source = fileSource({ path: folder.path });

    const found = await source.get?.(filesScope, 'deep/a.md');

    const { mtimeMs } = statSync(join(folder.path, 'deep/a.md'));
    expect(found).toMatchObject({ id: 'deep/a.md', version: `1:${mtimeMs}` });
    for (const id of ['ignored/b.md', 'c.png', 'deep', 'deep/a.md/b.md', 'x.md', '', '../a.md']) {
      expect(await source.get?.(filesScope, id), id).toMatchObject({ id, reason: /./ });
    }
  });

  it('checks its configuration step by step', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.md': 'a', 'b.png': 'b' });
    const check = async (config: { readonly path: string }) =>
      collect(fileSource(config).check?.() ?? noFindings());

    const good = await check({ path: folder.path });
    const missing = await check({ path: join(folder.path, 'no') });

    expect(good.map(({ ok }) => ok)).toEqual([true, true]);
    expect(good[1]?.subject).toContain('1 of 2 files');
    expect(missing).toEqual([
      {
        ok: false,
        subject: expect.any(String),
        message: expect.stringContaining('no file or folder'),
      },
    ]);
  });

  it('survives file names that are not UTF-8', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.md': 'a' });
    const bytes = Buffer.from(`${folder.path}/caf?.md`);
    bytes[bytes.indexOf('?')] = 0xe9;
    writeFileSync(bytes, 'latin');

    const found = await collectSource(fileSource({ path: folder.path }));

    expect(found.ids).toEqual(['a.md']);
    expect(found.skipped).toEqual({ 'caf%E9.md': 'name_not_utf8' });
  });
});
