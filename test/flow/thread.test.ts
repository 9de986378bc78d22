import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';

function handbook() {
  const folder = projectFolder({
    ...sampleDocs,
    'evals/docs.yaml': sampleSuite,
    '.gitignore': '.twigkit\n',
  });
  commitAll(folder.path, 'Write the handbook');
  return folder;
}

function json(text: string): Record<string, number> {
  return JSON.parse(text);
}

describe('the thread from a folder to a verdict', () => {
  it('syncs, is notified by a signed webhook, asks the suite, and turns red when a heading goes', async () => {
    const { path: cwd, write } = handbook();
    const up = ['up', 'docs', '--once', '--port', '0', '--suite', 'evals/docs.yaml'];

    const first = await cli(up, { cwd });
    const blessed = await cli(['eval', 'evals/docs.yaml', '--bless'], { cwd });
    write('docs/refunds.md', '# Refunds\n\nWrite to us and we will see.\n');
    commitAll(cwd, 'Shorten the refunds');
    const second = await cli(up, { cwd });

    expect(first.exitCode, first.err).toBe(0);
    expect(first.out).toContain('docs: 3 added');
    expect(first.err).toContain('webhook  accepted data_source.synced');
    expect(blessed.exitCode, blessed.err).toBe(0);
    expect(second.exitCode, second.err).toBe(3);
    expect(second.out).toContain('1 updated, 2 unchanged');
    expect(second.out).toContain('FAIL');
    expect(second.out).toContain('How many days does a customer have to return an item?');
    expect(second.out).toContain('docs/refunds.md#return-window');
  });

  it('writes nothing on the second sync of the same commit', async () => {
    const { path: cwd } = handbook();

    const first = json((await cli(['sync', 'docs', '--json'], { cwd })).out);
    const second = json((await cli(['sync', 'docs', '--json'], { cwd })).out);

    // One to make the data source, one to push.
    expect(first).toMatchObject({ documents: 3, added: 3, failed: 0, write_calls: 2 });
    expect(second).toMatchObject({
      documents: 3,
      unchanged: 3,
      added: 0,
      updated: 0,
      write_calls: 0,
    });
    expect(second.chunks).toBe(first.chunks);
  });

  it('plans what the sync then does, and changes nothing while planning', async () => {
    const { path: cwd, remove, write } = handbook();
    await cli(['sync', 'docs'], { cwd });
    remove('docs/support.md');
    write('docs/refunds.md', '# Refunds\n\nAsk us.\n');
    write('docs/new.md', '# New\n\nA new page.\n');
    commitAll(cwd, 'Change three pages');

    const planned = await cli(['sync', 'docs', '--plan'], { cwd });
    const plannedAgain = await cli(['sync', 'docs', '--plan', '--json'], { cwd });
    const done = await cli(['sync', 'docs', '--json'], { cwd });

    expect(planned.out).toMatch(/add +docs\/new\.md/);
    expect(planned.out).toMatch(/update +docs\/refunds\.md/);
    expect(planned.out).toMatch(/remove +docs\/support\.md/);
    expect(json(plannedAgain.out)).toMatchObject({
      added: 1,
      updated: 1,
      deleted: 1,
      unchanged: 1,
    });
    expect(json(done.out)).toMatchObject({ added: 1, updated: 1, deleted: 1, unchanged: 1 });
  });

  it('finds a passage by a question, with a link that leads to the heading', async () => {
    const { path: cwd } = handbook();
    await cli(['sync', 'docs'], { cwd });

    const found = await cli(['search', 'how long can I return an item', '--json'], { cwd });

    const { query, results } = JSON.parse(found.out);
    expect(query).toBe('how long can I return an item');
    expect(results[0]).toMatchObject({ title: 'Refunds' });
    expect(results[0].url).toMatch(/refunds\.md#refunds$/);
    expect(results[0].text).toContain('within thirty days');
    expect(results[0].score).toBeLessThanOrEqual(1);
  });

  it('shows in inspect the very chunks that the sync pushes', async () => {
    const { path: cwd } = handbook();

    const inspected = await cli(['inspect', 'docs/refunds.md', '--json'], { cwd });

    const document = JSON.parse(inspected.out);
    expect(document).toMatchObject({ path: 'docs/refunds.md', title: 'Refunds' });
    const source = readFileSync(join(cwd, 'docs/refunds.md'), 'utf8');
    for (const chunk of document.chunks) expect(source).toContain(chunk.text);
    expect(document.chunks.map((chunk: { anchor: string }) => chunk.anchor)).toContain('refunds');
  });

  it('keeps going without a network address: sync, search and eval open the data folder themselves', async () => {
    const { path: cwd } = handbook();
    await cli(['sync', 'docs', '--data', 'elsewhere'], { cwd });

    const verdict = await cli(['eval', 'evals/docs.yaml', '--data', 'elsewhere'], { cwd });

    expect(verdict.exitCode, verdict.out).toBe(0);
    expect(verdict.out).toContain('3');
  });
});
