import { cpSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TwigClient } from '#twig/sdk/client.ts';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { runAction } from '../support/run-action.ts';
import { serveTwig } from '../support/serve-twig.ts';
import { wordParagraph, writeDocx } from '../support/write-docx.ts';
import { writePdf } from '../support/write-pdf.ts';

const built = resolve(import.meta.dirname, '../../dist/action');

describe('the built Action, alone in an empty folder', () => {
  it('reads PDF, Word, HTML and notebooks, with no package beside it', async () => {
    const elsewhere = projectFolder();
    cpSync(built, join(elsewhere.path, 'action'), { recursive: true });
    const twig = await serveTwig();
    const { path: workspace, write } = projectFolder({
      'docs/page.html':
        '<!doctype html><html lang="en"><body><h1>Page</h1><p>Swans swim.</p></body></html>',
      'docs/book.ipynb': JSON.stringify({
        cells: [{ cell_type: 'markdown', metadata: {}, source: ['# Book\n', '\n', 'Owls read.'] }],
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5,
      }),
    });
    write(
      'docs/manual.pdf',
      writePdf({ pages: [['The ostrich runs fast.'], ['It has two toes.']] }),
    );
    write('docs/letter.docx', writeDocx(wordParagraph('The penguin stands on the ice.')));
    commitAll(workspace, 'Write in every format');

    const run = await runAction({
      bundle: join(elsewhere.path, 'action/index.js'),
      workspace,
      inputs: { 'api-key': twig.apiKey, 'base-url': twig.url, 'data-source': 'Handbook' },
    });

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ added: '4', failed: '0', skipped: '0' });
    const client = new TwigClient({ apiKey: twig.apiKey, baseUrl: twig.url });
    const textFor = async (query: string) =>
      (await client.semanticSearch({ query, topK: 1 })).chunks[0]?.text;
    expect(await textFor('How many toes has it?')).toContain('It has two toes');
    expect(await textFor('Where does the penguin stand?')).toContain('penguin stands on the ice');
    expect(await textFor('Do owls read?')).toContain('Owls read');
  });

  it('has no native module, and the licence of every package that is in it', () => {
    const files = globSync('**/*', { cwd: built });
    const licences = readFileSync(join(built, 'licenses.txt'), 'utf8');

    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => /\.(node|wasm|map)$/.test(file))).toEqual([]);
    for (const name of ['@actions/core', 'pdf-parse', 'htmlparser2', 'gpt-tokenizer', 'mammoth']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
    expect(licences).not.toContain('(no licence file)');
  });

  it('keeps what reads PDF in chunks of their own', () => {
    const heavy = globSync('**/*.js', { cwd: built }).filter((file) =>
      /getTextContent/.test(readFileSync(join(built, file), 'utf8')),
    );

    expect(heavy).not.toEqual([]);
    expect(heavy).not.toContain('index.js');
    expect(heavy).not.toContain('convert-thread.js');
  });
});
