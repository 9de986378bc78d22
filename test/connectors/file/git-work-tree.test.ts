import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StopScopeError } from '#kit';
import { caught } from '../../support/caught.ts';
import { collectSource } from '../../support/collect-source.ts';
import { gitRepository, quietGitEnvironment, writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource, filesScope, textOf } from './file-source.ts';

beforeEach(() => {
  for (const [name, value] of Object.entries(quietGitEnvironment)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

const repositoryIn = (folder: { readonly path: string }) => gitRepository(join(folder.path, 'r'));

describe('a file source in a git work tree', () => {
  it('announces committed files under their paths from the git root, with git’s own hashes', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({
      'docs/b.md': '# B',
      'docs/a/x.html': '<h1>X</h1>',
      'docs/logo.png': 'no text',
      'docs2/other.md': '# Not below docs',
      'README.md': '# Above',
    });

    const found = await collectSource(fileSource({ path: 'docs', cwd: repository.path }));

    expect(found.ids).toEqual(['docs/a/x.html', 'docs/b.md']);
    expect(found.items.get('docs/b.md')).toMatchObject({
      version: repository.git('rev-parse', 'HEAD:docs/b.md'),
      mediaType: 'text/markdown',
      byteCount: 3,
      acl: { kind: 'public' },
    });
    expect(found.items.get('docs/b.md')).not.toHaveProperty('updatedAt');
    expect(found.events[0]).toEqual({ is: 'total', documents: 2 });
    expect(found.coverage).toBe('snapshot');
    expect(await textOf(found.items.get('docs/b.md'))).toBe('# B');
  });

  it('lays uncommitted changes over the commit: edited, new, deleted, renamed, staged or not', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({
      '.gitignore': 'ignored/\n',
      'deleted.md': 'd',
      'edited.md': 'before',
      'kept.md': 'k',
      'moved.md': 'the same text in another place',
      'removed-from-index.md': 'r',
      'staged-deleted.md': 's',
      'folder-now.md': 'a file',
    });
    repository.write({ 'edited.md': 'after', 'new/untracked.md': 'u', 'ignored/x.md': 'i' });
    rmSync(join(repository.path, 'deleted.md'));
    repository.git('rm', '--quiet', 'staged-deleted.md');
    repository.git('rm', '--quiet', '--cached', 'removed-from-index.md');
    repository.git('mv', 'moved.md', 'moved-here.md');
    rmSync(join(repository.path, 'folder-now.md'));
    repository.write({ 'folder-now.md/inside.md': 'f' });

    const found = await collectSource(fileSource({ path: repository.path }));

    expect(found.ids).toEqual([
      'edited.md',
      'folder-now.md/inside.md',
      'kept.md',
      'moved-here.md',
      'new/untracked.md',
      'removed-from-index.md',
    ]);
    expect(found.skipped).toEqual({});
    for (const [id, item] of found.items) {
      expect(item.version, id).toBe(repository.git('hash-object', id));
    }
    expect(await textOf(found.items.get('edited.md'))).toBe('after');
    expect(found.coverage).toBe('snapshot');
  });

  it('leaves out a file that was taken out of the index and is ignored now', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ 'a.md': 'a', 'secret.md': 's' });
    repository.write({ '.gitignore': 'secret.md\n' });
    repository.git('rm', '--quiet', '--cached', 'secret.md');

    const found = await collectSource(fileSource({ path: repository.path }));

    expect(found.ids).toEqual(['a.md']);
  });

  it('reads a repository without any commit', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.write({ 'staged.md': 's', 'untracked.md': 'u' });
    repository.git('add', 'staged.md');

    const found = await collectSource(fileSource({ path: repository.path }));

    expect(found.ids).toEqual(['staged.md', 'untracked.md']);
    expect(found.items.get('staged.md')?.version).toBe(repository.git('hash-object', 'staged.md'));
  });

  it('reads a repository that hashes with SHA-256', async () => {
    using folder = temporaryFolder();
    const repository = gitRepository(folder.path, ['--object-format=sha256']);
    repository.commit({ 'a.md': 'a' });
    repository.write({ 'b.md': 'b' });

    const found = await collectSource(fileSource({ path: repository.path }));

    expect(found.items.get('a.md')?.version).toBe(repository.git('rev-parse', 'HEAD:a.md'));
    expect(found.items.get('b.md')?.version).toBe(repository.git('hash-object', 'b.md'));
    expect(await textOf(found.items.get('b.md'))).toBe('b');
  });

  it('survives every name that a file can have', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    const names = [
      '-rf.md',
      ' leading and trailing .md',
      'a "quoted" \'name\'.md',
      'back\\slash.md',
      'line\nbreak.md',
      'tab\there.md',
      '*[glob]?.md',
      ':(top)pathspec.md',
      '$(touch owned).md',
      'emoji 😀.md',
      '～fullwidth.md',
      '--help/x.md',
    ];
    repository.commit(Object.fromEntries(names.map((name) => [name, `committed ${name}`])));
    repository.write(Object.fromEntries(names.map((name) => [`new/${name}`, `new ${name}`])));

    const found = await collectSource(fileSource({ path: repository.path }));

    const expected = [...names, ...names.map((name) => `new/${name}`)];
    expect(found.ids).toEqual(
      expected.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    for (const name of names) {
      expect(await textOf(found.items.get(name))).toBe(`committed ${name}`);
      expect(await textOf(found.items.get(`new/${name}`))).toBe(`new ${name}`);
    }
  });

  it('reads a folder whose own name looks like an option or a pattern', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ '-d[o]*cs/a.md': 'a', '-docs/b.md': 'b' });
    repository.write({ '-d[o]*cs/new.md': 'n' });

    const found = await collectSource(fileSource({ path: '-d[o]*cs', cwd: repository.path }));

    expect(found.ids).toEqual(['-d[o]*cs/a.md', '-d[o]*cs/new.md']);
  });

  it('gives decomposed names composed ids, and refuses the second of two that become one', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.git('config', 'core.precomposeUnicode', 'false');
    repository.commit({ 'cafe\u0301.md': 'nfd', 'u\u0308.md': 'nfd', '\u00fc.md': 'nfc' });

    const source = fileSource({ path: repository.path });
    const found = await collectSource(source);

    expect(found.ids).toEqual(['caf\u00e9.md', '\u00fc.md']);
    expect(await textOf(found.items.get('caf\u00e9.md'))).toBe('nfd');
    expect(await textOf(found.items.get('\u00fc.md'))).toBe('nfc');
    expect(found.skipped).toEqual({ 'u\u0308.md': 'same_name' });
  });

  it('skips a name that is not UTF-8, and says so', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    const bad = Buffer.concat([
      Buffer.from(`${repository.path}/caf`),
      Buffer.from([0xe9]),
      Buffer.from('.md'),
    ]);
    writeFileSync(bad, 'latin');
    repository.commit({ 'a.md': 'a' });

    const found = await collectSource(fileSource({ path: repository.path }));

    expect(found.ids).toEqual(['a.md']);
    expect(found.skipped).toEqual({ 'caf%E9.md': 'name_not_utf8' });
  });

  it('needs no history: a shallow clone is a snapshot like any other', async () => {
    using folder = temporaryFolder();
    const origin = repositoryIn(folder);
    origin.commit({ 'old.md': 'o' });
    origin.git('rm', '--quiet', 'old.md');
    origin.commit({ 'a.md': 'a' });
    const clone = join(folder.path, 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${origin.path}`, clone]);

    const found = await collectSource(fileSource({ path: clone }));

    expect(found.ids).toEqual(['a.md']);
    expect(found.coverage).toBe('snapshot');
  });

  it('reads what a sparse checkout left out from git itself', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({
      'docs/a.md': 'in the cone',
      'guide/b.md': 'outside the cone',
      'guide/drafts/c.md': 'ignored by us',
      'guide/.twigkitignore': 'drafts/\n',
    });
    repository.git('sparse-checkout', 'set', 'docs');

    const found = await collectSource(fileSource({ path: repository.path }));

    expect(found.ids).toEqual(['docs/a.md', 'guide/b.md']);
    expect(await textOf(found.items.get('guide/b.md'))).toBe('outside the cone');
    expect(found.coverage).toBe('snapshot');
  });

  it('skips a submodule and a repository inside the repository, each with its reason', async () => {
    using folder = temporaryFolder();
    const library = gitRepository(join(folder.path, 'library'));
    library.commit({ 'inside.md': 'i' });
    const repository = repositoryIn(folder);
    repository.commit({ 'a.md': 'a' });
    const allow = ['-c', 'protocol.file.allow=always'];
    repository.git(...allow, 'submodule', '--quiet', 'add', library.path, 'vendor/library');
    repository.commit({});
    gitRepository(join(repository.path, 'nested')).commit({ 'n.md': 'n' });

    const found = await collectSource(fileSource({ path: repository.path }));
    const elsewhere = await collectSource(
      fileSource({ path: repository.path, include: ['*.md'], exclude: ['vendor'] }),
    );
    const itself = await collectSource(
      fileSource({ path: 'vendor/library', cwd: repository.path }),
    );

    expect(found.ids).toEqual(['a.md']);
    expect(found.skipped).toEqual({ nested: 'nested_repository', 'vendor/library': 'submodule' });
    expect(elsewhere.skipped).toEqual({ nested: 'nested_repository' });
    expect(itself.ids).toEqual(['inside.md']);
  });

  it('names a submodule that is not checked out as the reason why nothing matched', async () => {
    using folder = temporaryFolder();
    const library = gitRepository(join(folder.path, 'library'));
    library.commit({ 'inside.md': 'i' });
    const origin = repositoryIn(folder);
    origin.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      library.path,
      'docs',
    );
    origin.commit({ 'a.md': 'a' });
    const clone = join(folder.path, 'clone');
    execFileSync('git', ['clone', '--quiet', origin.path, clone]);

    const error = await caught(collectSource(fileSource({ path: 'docs', cwd: clone })));

    expect(error).toMatchObject({ code: 'nothing_matched' });
    expect(error).toHaveProperty('message', expect.stringContaining('docs: it is a git submodule'));
  });

  it('follows links inside the repository and skips those that lead out of it or nowhere', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    writeFiles(folder.path, { 'secret.md': 'secret' });
    repository.write({
      'CHANGES.md': 'changes',
      'shared/part.md': 'part',
      'shared/.twigkitignore': 'draft.md\n',
      'shared/draft.md': 'draft',
      'docs/real/page.md': 'page',
    });
    const link = (target: string, name: string) =>
      symlinkSync(target, join(repository.path, 'docs', name));
    link('../CHANGES.md', 'changes.md');
    link('../shared', 'shared');
    link('real', 'again');
    link('..', 'up');
    link('.', 'loop');
    link('nowhere.md', 'dangling.md');
    link('self.md', 'self.md');
    link('../../secret.md', 'secret.md');
    link('/etc', 'etc');
    repository.commit({});

    const found = await collectSource(fileSource({ path: 'docs', cwd: repository.path }));

    expect(found.ids).toEqual(['docs/changes.md', 'docs/real/page.md', 'docs/shared/part.md']);
    expect(found.skipped).toEqual({
      'docs/dangling.md': 'symlink_dangling',
      'docs/secret.md': 'symlink_outside',
      'docs/self.md': 'symlink_loop',
      'docs/up': 'symlink_folder',
    });
    expect(await textOf(found.items.get('docs/changes.md'))).toBe('changes');
    expect(found.items.get('docs/changes.md')?.version).toBe(
      repository.git('rev-parse', 'HEAD:CHANGES.md'),
    );
    expect(await textOf(found.items.get('docs/shared/part.md'))).toBe('part');
  });

  it('announces another version of a link when the file behind it changes', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.write({ 'CHANGES.md': 'one' });
    mkdirSync(join(repository.path, 'docs'));
    symlinkSync('../CHANGES.md', join(repository.path, 'docs/changes.md'));
    repository.commit({});
    const source = fileSource({ path: 'docs', cwd: repository.path });

    const before = await collectSource(source);
    repository.commit({ 'CHANGES.md': 'two' });
    const after = await collectSource(source);

    const id = 'docs/changes.md';
    expect(after.items.get(id)?.version).not.toBe(before.items.get(id)?.version);
  });

  it('obeys .twigkitignore beside .gitignore, from the git root down', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({
      '.twigkitignore': 'internal/\n*.tmp.md\n',
      'docs/.twigkitignore': '/drafts\n!keep.tmp.md\n',
      'docs/a.md': 'a',
      'docs/b.tmp.md': 'b',
      'docs/keep.tmp.md': 'k',
      'docs/drafts/c.md': 'c',
      'docs/deep/drafts/d.md': 'd',
      'docs/internal/e.md': 'e',
    });

    const found = await collectSource(fileSource({ path: 'docs', cwd: repository.path }));

    expect(found.ids).toEqual(['docs/a.md', 'docs/deep/drafts/d.md', 'docs/keep.tmp.md']);
  });

  it('walks a folder that git ignores when it is named, with ids from the git root', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ '.gitignore': 'site/\n', 'a.md': 'a' });
    repository.write({ 'site/index.html': '<h1>Built</h1>' });

    const found = await collectSource(fileSource({ path: 'site', cwd: repository.path }));

    expect(found.ids).toEqual(['site/index.html']);
    expect(found.coverage).toBe('everything');
    expect(await textOf(found.items.get('site/index.html'))).toBe('<h1>Built</h1>');
  });

  it('reads one named file, whatever it is called', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ 'notes/TODAY': 'text', 'notes/TODAY2': 'no' });

    const found = await collectSource(fileSource({ path: 'notes/TODAY', cwd: repository.path }));

    expect(found.ids).toEqual(['notes/TODAY']);
  });

  it('works from a linked work tree', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ 'a.md': 'a' });
    const second = join(folder.path, 'second');
    repository.git('worktree', 'add', '--quiet', '-b', 'topic', second);
    writeFiles(second, { 'b.md': 'b' });

    const found = await collectSource(fileSource({ path: second }));

    expect(found.ids).toEqual(['a.md', 'b.md']);
  });

  it('is not led astray by the variables that git sets for its hooks', async () => {
    using folder = temporaryFolder();
    const other = gitRepository(join(folder.path, 'other'));
    other.commit({ 'other.md': 'o' });
    const repository = repositoryIn(folder);
    repository.commit({ 'a.md': 'a' });
    vi.stubEnv('GIT_DIR', join(other.path, '.git'));
    vi.stubEnv('GIT_INDEX_FILE', join(other.path, '.git/index'));
    vi.stubEnv('GIT_WORK_TREE', other.path);

    const found = await collectSource(fileSource({ path: repository.path }));

    expect(found.ids).toEqual(['a.md']);
  });

  it('stops instead of reading the folder without git when git cannot be started', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ 'a.md': 'a' });
    vi.stubEnv('PATH', folder.path);

    const error = await caught(collectSource(fileSource({ path: repository.path })));

    expect(error).toBeInstanceOf(StopScopeError);
    expect(error).toMatchObject({ code: 'git_missing' });
  });

  it('stops when git refuses, with its reason and the cure', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ 'a.md': 'a' });
    renameSync(join(repository.path, '.git/objects'), join(folder.path, 'objects'));

    const error = await caught(collectSource(fileSource({ path: repository.path })));

    expect(error).toBeInstanceOf(StopScopeError);
    expect(error).toMatchObject({ code: 'git_failed', hint: expect.stringContaining('git -C') });
  });

  it('deletes nothing where git could not open a folder', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ 'a.md': 'a' });
    const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    const wrapper = join(folder.path, 'bin/git');
    const warning = "warning: could not open directory 'docs/closed/': Permission denied";
    writeFiles(folder.path, {
      'bin/git': `#!/bin/sh\ncase " $* " in *" status "*) echo "${warning}" >&2;; esac\nexec ${real} "$@"\n`,
    });
    execFileSync('chmod', ['+x', wrapper]);
    vi.stubEnv('PATH', `${join(folder.path, 'bin')}:${process.env.PATH}`);

    const found = await collectSource(fileSource({ path: repository.path }));

    expect(found.ids).toEqual(['a.md']);
    expect(found.failed).toHaveLength(1);
    expect(found.failed[0]).not.toHaveProperty('id');
    expect(found.failed[0]?.error.message).toContain('docs/closed');
    expect(found.coverage).toBe('changes');
  });

  it('ends at once when it is aborted', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({ 'a.md': 'a' });
    const reason = new Error('enough');

    const error = await caught(
      collectSource(fileSource({ path: repository.path }, { signal: AbortSignal.abort(reason) })),
    );

    expect(error).toBe(reason);
  });
});

describe('get in a git work tree', () => {
  it('gives a document as read announces it, and says what is gone or not selected', async () => {
    using folder = temporaryFolder();
    const repository = repositoryIn(folder);
    repository.commit({
      'docs/a.md': 'a',
      'docs/cafe\u0301/b.md': 'b',
      'docs/drafts/c.md': 'c',
      'outside.md': 'o',
    });
    repository.write({ 'docs/a.md': 'edited' });
    const source = fileSource({ path: 'docs', cwd: repository.path, exclude: 'drafts' });
    const { items } = await collectSource(source);
    const get = async (id: string) => source.get?.(filesScope, id);

    for (const id of ['docs/a.md', 'docs/caf\u00e9/b.md']) {
      expect({ ...(await get(id)), load: undefined }).toEqual({
        ...items.get(id),
        load: undefined,
      });
    }
    for (const id of ['docs/never.md', 'docs/drafts/c.md', 'outside.md', '../secret.md', 'docs']) {
      expect(await get(id), id).toEqual({ id, reason: expect.stringContaining('no file') });
    }
  });

  it('does not call a document gone when the whole source is missing', async () => {
    using folder = temporaryFolder();
    const source = fileSource({ path: join(folder.path, 'missing') });

    const error = await caught(Promise.resolve(source.get?.(filesScope, 'a.md')));

    expect(error).toMatchObject({ code: 'root_missing' });
  });
});
