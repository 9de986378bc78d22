import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliProcess } from '../support/cli-process.ts';
import { projectFolder } from '../support/project-folder.ts';

const docs = { 'docs/a.md': '# A\n\nWords.\n' };
const untracked = (cwd: string) =>
  execFileSync('git', ['status', '--short', '--untracked-files=all'], { cwd, encoding: 'utf8' });

describe('the data folder', () => {
  it('that a sync makes in a checkout is no news to git, for it holds a key', async () => {
    const { path } = projectFolder(docs);
    execFileSync('git', ['init', '-q'], { cwd: path });

    await cliProcess(['sync', 'docs'], { cwd: path });

    expect(existsSync(join(path, '.twigkit/api-key'))).toBe(true);
    expect(untracked(path)).toBe('?? docs/a.md\n');
  }, 60_000);

  it('that was there before is left as it is: it may be the checkout itself', async () => {
    const { path } = projectFolder(docs);
    mkdirSync(join(path, 'kept'));

    await cliProcess(['sync', 'docs', '--data', 'kept'], { cwd: path });

    expect(existsSync(join(path, 'kept/state.db'))).toBe(true);
    expect(existsSync(join(path, 'kept/.gitignore'))).toBe(false);
  }, 60_000);

  it.skipIf(process.platform !== 'linux')(
    'that cannot be made is told, and not tried for ever',
    async () => {
      const { path } = projectFolder(docs);

      const run = await cliProcess(['sync', 'docs', '--data', '/proc/nowhere'], { cwd: path });

      expect(run.exitCode).toBe(1);
      expect(run.err).toMatch(/data folder \/proc\/nowhere cannot be made[\s\S]*--data/);
    },
    30_000,
  );
});
