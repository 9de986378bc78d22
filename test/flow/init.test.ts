import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';

const pages = {
  'docs/guide/install.md': '# Install\n\nRun the installer.\n',
  'docs/README.md': '# Handbook\n\nGet started by running the installer.\n',
};

describe('what init writes can be used as it is', () => {
  it.each(['outside git', 'in git'])('%s', async (where) => {
    const { path: cwd } = projectFolder({ ...pages, '.gitignore': '.twigkit\n' });
    if (where === 'in git') commitAll(cwd, 'Write the handbook');

    const written = await cli(['init'], { cwd });
    const synced = await cli(['sync'], { cwd });
    const asked = await cli(['eval'], { cwd });

    expect(written.exitCode, written.err).toBe(0);
    expect(synced.exitCode, synced.err).toBe(0);
    expect(asked.out).toContain('1 of 1 question found a target');
    expect(asked.exitCode, asked.out).toBe(0);
  });

  it('keeps the sample where there is no document yet', async () => {
    const { path: cwd } = projectFolder({ 'docs/logo.svg': '<svg/>' });

    await cli(['init'], { cwd });

    expect(readFileSync(join(cwd, 'evals/docs.yaml'), 'utf8')).toContain('path: docs/README.md');
  });
});
