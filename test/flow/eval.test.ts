import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';

/** A handbook that is synced into its data folder. */
async function syncedHandbook(more: Readonly<Record<string, string>> = {}) {
  const folder = projectFolder({ ...sampleDocs, ...more, '.gitignore': '.twigkit\n' });
  commitAll(folder.path, 'Write the handbook');
  const synced = await cli(['sync', 'docs'], { cwd: folder.path });
  expect(synced.exitCode, synced.err).toBe(0);
  return folder;
}

interface Verdict {
  readonly outcome: string;
  readonly scores: Readonly<Record<string, { readonly value: number }>>;
  readonly findings: readonly { readonly code: string }[];
}
const verdictOf = (text: string): Verdict => JSON.parse(text);

describe('twigkit eval', () => {
  it('turns red with question, ranks and passages when an answer is lost, and green when it is mended', async () => {
    const { path: cwd, write } = await syncedHandbook({ 'evals/docs.yaml': sampleSuite });
    const blessed = await cli(['eval', 'evals/docs.yaml', '--bless'], { cwd });
    write('docs/support.md', '# Support\n\nWrite to us.\n');
    commitAll(cwd, 'Shorten a page');
    await cli(['sync', 'docs'], { cwd });
    const reports = ['html:out/r.html', 'out/r.md', 'junit:out/r.xml', 'out/r.json'];

    const red = await cli(
      ['eval', 'evals/docs.yaml', ...reports.flatMap((one) => ['--report', one])],
      { cwd },
    );
    write('docs/support.md', sampleDocs['docs/support.md'] ?? '');
    commitAll(cwd, 'Mend it');
    await cli(['sync', 'docs'], { cwd });
    const green = await cli(['eval', 'evals/docs.yaml'], { cwd });

    expect(blessed.exitCode, blessed.err).toBe(0);
    expect(red.exitCode).toBe(3);
    for (const part of [
      'When does the support team answer?',
      'rank 1 before',
      'from eight to eighteen',
    ]) {
      expect(red.out).toContain(part);
      expect(readFileSync(join(cwd, 'out/r.md'), 'utf8')).toContain(part);
      expect(readFileSync(join(cwd, 'out/r.html'), 'utf8')).toContain(part);
    }
    expect(readFileSync(join(cwd, 'out/r.xml'), 'utf8')).toContain('<failure type="lost"');
    expect(verdictOf(readFileSync(join(cwd, 'out/r.json'), 'utf8')).outcome).toBe('fail');
    expect(green.exitCode, green.out).toBe(0);
  });

  it('asks the suites of twigkit.yaml where none is named, each with its own baseline', async () => {
    const suites = ['docs', 'more'].map((name) => `  - path: evals/${name}.yaml`).join('\n');
    const { path: cwd } = await syncedHandbook({
      'evals/docs.yaml': sampleSuite,
      'evals/more.yaml': sampleSuite,
      'twigkit.yaml': `suites:\n${suites}\n`,
    });

    const blessed = await cli(['eval', '--bless'], { cwd });
    const asked = await cli(['eval', '--json'], { cwd });
    const reported = await cli(['eval', '--report', 'html:r.html'], { cwd });

    expect(blessed.exitCode, blessed.err).toBe(0);
    expect(existsSync(join(cwd, 'evals/docs.baseline.json'))).toBe(true);
    expect(existsSync(join(cwd, 'evals/more.baseline.json'))).toBe(true);
    expect(asked.out.match(/"schema":/g)).toHaveLength(2);
    expect(asked.exitCode).toBe(0);
    expect(reported.err).toContain('Name the suite');
    expect(reported.exitCode).toBe(2);
  });

  it('says what to do where no suite is named and none is configured', async () => {
    const { path: cwd } = await syncedHandbook();

    const asked = await cli(['eval'], { cwd });

    expect(asked.err).toContain('twigkit init');
    expect(asked.exitCode).toBe(2);
  });

  it('keeps a history, newest first', async () => {
    const { path: cwd } = await syncedHandbook({ 'evals/docs.yaml': sampleSuite });
    await cli(['eval', 'evals/docs.yaml'], { cwd });
    await cli(['eval', 'evals/docs.yaml', '--top-k', '1'], { cwd });

    const listed = await cli(['eval', 'history', '--json'], { cwd });
    const shown = await cli(['eval', 'history', '--limit', '1'], { cwd });

    const runs = listed.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatchObject({ suite: 'Handbook', outcome: 'pass', scores: { hit: 1 } });
    expect(shown.out.trim().split('\n')).toHaveLength(1);
    expect(shown.out).toContain('Handbook');
  });

  it('reads CSV, JSONL and TREC, all with the same result', async () => {
    const { path: cwd } = await syncedHandbook({
      'evals/docs.csv':
        'id,question,path\nhours,When does the support team answer?,docs/support.md\n',
      'evals/docs.jsonl':
        '{"id": "hours", "question": "When does the support team answer?", "targets": [{"path": "docs/support.md"}]}\n',
      'evals/trec/qrels.txt': 'hours 0 docs/support.md 2\nhours 0 docs/refunds.md 0\n',
      'evals/trec/topics.tsv': 'hours\tWhen does the support team answer?\n',
    });

    const files = [
      'evals/docs.csv',
      'evals/docs.jsonl',
      'evals/trec/qrels.txt',
      'evals/trec/topics.tsv',
    ];
    for (const file of files) {
      const { out, err } = await cli(['eval', file, '--json', '--top-k', '100'], { cwd });
      expect(verdictOf(out).scores.ndcg?.value, `${file} ${err}`).toBe(1);
    }
  });

  it('warns of a target whose document is gone, and tries its gate on request', async () => {
    const suite = sampleSuite.replace('docs/shipping.html', 'docs/moved.html');
    const { path: cwd } = await syncedHandbook({ 'evals/docs.yaml': suite });

    const { out, err } = await cli(['eval', 'evals/docs.yaml', '--json', '--self-test'], { cwd });

    expect(verdictOf(out).findings.map(({ code }) => code)).toContain('targets_stale');
    expect(err).toContain('the gate turns red when all is lost');
  });

  it.each([
    [['eval', 'evals/docs.yaml', '--report', 'r.pdf'], 'The report "r.pdf" has no format'],
    [['eval', 'evals/docs.yaml', '--top-k', '0'], 'a whole number from 1 to 200'],
    [['eval', 'evals/none.yaml'], 'evals/none.yaml cannot be read'],
    [['eval', 'evals/qrels.txt'], 'there is no file of questions beside it'],
    [['eval', 'history', '--limit', 'all'], 'a whole number from 1 up'],
  ])('explains %j and exits with 2', async (args, message) => {
    const { path: cwd } = projectFolder({
      'evals/docs.yaml': sampleSuite,
      'evals/qrels.txt': 'q 0 a.md 1\n',
    });

    const { exitCode, err } = await cli(args, { cwd });

    expect(exitCode).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(join(cwd, 'r.pdf'))).toBe(false);
  });
});
