import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { runAction } from '../support/run-action.ts';
import { serveTwig } from '../support/serve-twig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const coverage = z.object({ result: z.array(z.object({ url: z.string() })) });

/** The files of the bundle that ran, in whichever thread, with their sizes in bytes. */
function filesLoaded(coverageFolder: string): ReadonlyMap<string, number> {
  const loaded = new Map<string, number>();
  for (const name of globSync('*.json', { cwd: coverageFolder })) {
    const { result } = coverage.parse(JSON.parse(readFileSync(join(coverageFolder, name), 'utf8')));
    for (const { url } of result) {
      if (!url.includes('/dist/action/')) continue;
      const path = fileURLToPath(url);
      loaded.set(path.slice(path.indexOf('/action/') + 1), statSync(path).size);
    }
  }
  return loaded;
}

const kilobytesOf = (files: ReadonlyMap<string, number>) =>
  Math.round([...files.values()].reduce((sum, size) => sum + size, 0) / 1_000);

describe('the JavaScript that the built Action loads', () => {
  it('is at most 1.8 MB for a sync of Markdown, and at most 500 KB when nothing changed', async () => {
    const twig = await serveTwig();
    const { path: workspace } = projectFolder({
      'docs/a.md': '# A\n\nOne.\n',
      'docs/b.md': '# B\n',
    });
    commitAll(workspace, 'Write the handbook');
    const inputs = { 'api-key': twig.apiKey, 'base-url': twig.url, 'data-source': 'Handbook' };
    using first = temporaryFolder();
    using second = temporaryFolder();

    const synced = await runAction({ workspace, inputs, env: { NODE_V8_COVERAGE: first.path } });
    const unchanged = await runAction({
      workspace,
      inputs,
      env: { NODE_V8_COVERAGE: second.path },
    });

    expect(synced.outputs).toMatchObject({ added: '2' });
    expect(unchanged.outputs).toMatchObject({ added: '0', unchanged: '2' });
    const bySync = filesLoaded(first.path);
    const byNothing = filesLoaded(second.path);
    expect([...bySync.keys()]).toContain('action/index.js');
    expect([...bySync.keys()].join()).toContain('cl100k_base');
    expect(kilobytesOf(bySync)).toBeLessThanOrEqual(1_800);
    expect([...byNothing.keys()]).toContain('action/index.js');
    expect(kilobytesOf(byNothing)).toBeLessThanOrEqual(500);
  });
});
