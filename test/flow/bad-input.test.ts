import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';

describe('wrong input', () => {
  it('keeps the old content of a file that is no longer UTF-8, names it, and exits with 1', async () => {
    const { path: cwd, write } = projectFolder(sampleDocs);
    await cli(['sync', 'docs'], { cwd });
    write('docs/support.md', new Uint8Array([0x23, 0x20, 0x53, 0xff, 0xfe, 0xfd, 0x0a]));

    const synced = await cli(['sync', 'docs'], { cwd });
    const found = await cli(['search', 'when does support answer', '--json'], { cwd });

    expect(synced.exitCode).toBe(1);
    expect(synced.err).toMatch(/failed +support\.md .*UTF-8/);
    expect(found.out).toContain('from eight to eighteen');
  });

  it('refuses a binary that calls itself Markdown', async () => {
    const { path: cwd, write } = projectFolder(sampleDocs);
    write(
      'docs/picture.md',
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]),
    );

    const synced = await cli(['sync', 'docs', '--json'], { cwd });

    expect(synced.exitCode).toBe(1);
    expect(JSON.parse(synced.out)).toMatchObject({ added: 3, failed: 1 });
    expect(synced.err).toContain('picture.md');
  });

  it('deletes nothing when the globs suddenly match nothing', async () => {
    const { path: cwd, write } = projectFolder(sampleDocs);
    const config = (include: string) =>
      `sources: [{ name: Handbook, type: file, config: { path: docs, include: ["${include}"] } }]\n`;
    write('twigkit.yaml', config('**/*.md'));
    await cli(['sync'], { cwd });
    write('twigkit.yaml', config('**/*.rst'));

    const synced = await cli(['sync', '--json'], { cwd });
    const found = await cli(['search', 'return an item', '--json'], { cwd });

    expect(synced.exitCode).toBe(1);
    expect(JSON.parse(synced.out)).toMatchObject({ deleted: 0 });
    expect(synced.err).toContain('**/*.rst');
    expect(JSON.parse(found.out).results.length).toBeGreaterThan(0);
  });

  it('names file, line and cure of a typo in twigkit.yaml', async () => {
    const { path: cwd } = projectFolder({
      'twigkit.yaml': 'sources:\n  - name: Handbook\n    typ: file\n',
    });

    const synced = await cli(['sync'], { cwd });

    expect(synced.exitCode).toBe(2);
    expect(synced.err).toContain('twigkit.yaml:3:5');
    expect(synced.err).toContain('"type"');
  });

  it('names file and line of a typo in a suite', async () => {
    const suite = sampleSuite.replace('critical: true', 'crtical: true');
    const { path: cwd } = projectFolder({ ...sampleDocs, 'evals/docs.yaml': suite });

    const evaluated = await cli(['eval', 'evals/docs.yaml'], { cwd });

    expect(evaluated.exitCode).toBe(2);
    expect(evaluated.err).toMatch(/evals\/docs\.yaml:7/);
    expect(evaluated.err).toContain('critical');
  });

  it('says which port is taken and what to do', async () => {
    const { path: cwd } = projectFolder();
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;

    const served = await cli(['serve', '--port', String(port)], { cwd });

    expect(served.exitCode).toBe(2);
    expect(served.err).toContain(`Port ${port}`);
    expect(served.err).toContain('--port');
  });

  it('refuses to serve pages of what is no origin', async () => {
    const { path: cwd } = projectFolder();

    const path = await cli(['serve', '--cors', 'https://app.example.com/page'], { cwd });
    const word = await cli(['serve', '--cors', 'everywhere'], { cwd });

    expect([path.exitCode, word.exitCode]).toEqual([2, 2]);
    expect(path.err).toContain('https://app.example.com/page, which is not an origin');
    expect(word.err).toContain('"*" for all');
  });

  it('refuses to receive webhooks without a secret, and with an empty one', async () => {
    const { path: cwd } = projectFolder();

    const missing = await cli(['receive', '--port', '0'], { cwd });
    const empty = await cli(['receive', '--port', '0'], { cwd, env: { TWIG_WEBHOOK_SECRET: '' } });

    expect(missing.exitCode).toBe(2);
    expect(missing.err).toContain('TWIG_WEBHOOK_SECRET');
    expect(empty.exitCode).toBe(2);
    expect(empty.err).toContain('empty');
  });

  it('holds a mass delete back, tells how to allow it, and lets it through when told to', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `docs/page-${index}.md`,
        `# Page ${index}\n\nText ${index}.\n`,
      ]),
    );
    const { path: cwd, remove } = projectFolder(files);
    commitAll(cwd, 'Forty pages');
    await cli(['sync', 'docs'], { cwd });
    for (let index = 0; index < 30; index += 1) remove(`docs/page-${index}.md`);
    commitAll(cwd, 'Ten pages');

    const held = await cli(['sync', 'docs', '--json'], { cwd });
    const allowed = await cli(['sync', 'docs', '--json', '--allow-mass-delete'], { cwd });

    expect(held.exitCode).toBe(1);
    expect(JSON.parse(held.out)).toMatchObject({ deleted: 0, held: 30 });
    expect(held.err).toContain('--allow-mass-delete');
    expect(allowed.exitCode).toBe(0);
    expect(JSON.parse(allowed.out)).toMatchObject({ deleted: 30, held: 0 });
  });

  it('calls an unknown command, option or path a mistake of usage', async () => {
    const { path: cwd } = projectFolder();

    const command = await cli(['snyc'], { cwd });
    const option = await cli(['sync', '--plam'], { cwd });
    const path = await cli(['sync', 'no-such-folder'], { cwd });

    expect([command.exitCode, option.exitCode, path.exitCode]).toEqual([2, 2, 2]);
    expect(command.err).toContain('sync');
    expect(option.err).toContain('--plan');
    expect(path.err).toContain('no-such-folder');
  });
});
