import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { describeCheckout } from '../../../connectors/file/index.ts';
import { gitRepository, quietGitEnvironment, writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource } from './file-source.ts';

beforeEach(() => {
  for (const [name, value] of Object.entries(quietGitEnvironment)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

describe('describeCheckout', () => {
  it('tells root, commit, branch and whether something below the path was changed', async () => {
    using folder = temporaryFolder();
    const repository = gitRepository(folder.path);
    const commit = repository.commit({ 'docs/a.md': 'a', 'src/x.ts': 'x' });
    const root = realpathSync(folder.path);
    const describeDocs = () => describeCheckout(join(folder.path, 'docs'));

    const clean = await describeDocs();
    repository.write({ 'src/x.ts': 'changed' });
    const dirtyElsewhere = await describeDocs();
    repository.write({ 'docs/new.md': 'n' });
    const dirty = await describeDocs();
    repository.git('checkout', '--quiet', '--detach');
    const detached = await describeDocs();

    expect(clean).toEqual({ root, commit, ref: 'refs/heads/main', dirty: false });
    expect(dirtyElsewhere?.dirty).toBe(false);
    expect(dirty?.dirty).toBe(true);
    expect(detached?.ref).toBeUndefined();
  });

  it('knows a repository without a commit, and a folder without a repository', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'plain/a.md': 'a' });
    gitRepository(join(folder.path, 'fresh'));

    const fresh = await describeCheckout(join(folder.path, 'fresh'));

    expect(fresh).toMatchObject({ commit: undefined, ref: 'refs/heads/main', dirty: false });
    expect(await describeCheckout(join(folder.path, 'plain'))).toBeUndefined();
  });

  it('is what a source reports as its provenance', async () => {
    using folder = temporaryFolder();
    const repository = gitRepository(join(folder.path, 'r'));
    const commit = repository.commit({ 'docs/a.md': 'a' });
    const provenance = async (path: string) =>
      fileSource({ path, cwd: folder.path }).provenance?.();

    expect(await provenance('r/docs')).toEqual({ commit, ref: 'refs/heads/main' });
    repository.write({ 'docs/a.md': 'b' });
    expect(await provenance('r/docs')).toEqual({ commit, ref: 'refs/heads/main', dirty: true });
    expect(await provenance('.')).toEqual({});
  });
});
