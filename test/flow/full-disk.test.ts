import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedMarkdown } from '../support/generated-markdown.ts';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';

const main = resolve(import.meta.dirname, '../../src/entry/cli/main.ts');

/** Runs a script where it may mount a small disk for itself, if this machine lets it. */
function withMounts(script: string, cwd: string) {
  return spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script], {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: { PATH: process.env.PATH ?? '', NODE: process.execPath, MAIN: main },
  });
}

const canMount = withMounts('mount -t tmpfs tmpfs /mnt', '/').status === 0;

describe.skipIf(!canMount)('a disk that fills up in the middle of a sync', () => {
  it('is told in a sentence, loses nothing, and the next run with room completes', {
    timeout: 130_000,
  }, () => {
    const pages = Object.fromEntries(
      Array.from({ length: 300 }, (_, seed) => [`docs/page-${seed}.md`, generatedMarkdown(seed)]),
    );
    const { path: cwd, write } = projectFolder(pages);
    commitAll(cwd, 'Pages');
    write('data/.keep', '');

    const { stdout, stderr } = withMounts(
      `mount -t tmpfs -o size=1500k tmpfs data
       "$NODE" "$MAIN" sync docs --data data --json >first.json; echo "first $?"
       mount -o remount,size=200m data
       "$NODE" "$MAIN" sync docs --data data --json >second.json; echo "second $?"
       cat first.json second.json`,
      cwd,
    );

    const [first, second, ...reports] = stdout.trim().split('\n');
    expect([first, second]).toEqual(['first 1', 'second 0']);
    expect(stderr).toMatch(/disk that holds .*\.db is full/);
    expect(stderr).not.toContain('failed unexpectedly');
    expect(JSON.parse(reports[0] ?? '')).toMatchObject({ deleted: 0 });
    expect(JSON.parse(reports[1] ?? '')).toMatchObject({ documents: 300, failed: 0, deleted: 0 });
  });
});
