import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#util/sha256.ts';
import { commitAll, git, writeFiles } from '../support/git-repository.ts';
import { changedHandbook, pullRequestEvent } from '../support/pull-request.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';
import { serveTwig } from '../support/serve-twig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const refunds = sampleDocs['docs/refunds.md'] ?? '';
const support = sampleDocs['docs/support.md'] ?? '';
const withoutWindow = refunds.replace(/## Return window\n\n.*\n\n/, '');

describe('what a check says of pages', () => {
  it('that moved: where to, for the question and for the links', async () => {
    const { check } = changedHandbook(
      { 'docs/support.md': null, 'docs/help/desk.md': support },
      { ...sampleDocs, 'docs/start.md': '# Start\n\nSee [support](support.md).\n' },
    );

    const run = await check();

    expect(run.exitCode).toBe(3);
    expect(run.log).toMatch(
      /file=docs\/help\/desk\.md,line=8::“When does the support team answer\?” loses its answer: this change moves its page to docs\/help\/desk\.md\. Point the question in evals\/docs\.yaml to docs\/help\/desk\.md#opening-hours\./,
    );
    expect(run.log).toContain('support.md: docs/support.md is docs/help/desk.md now.');
    expect(run.summary).toContain('- moved: docs/support.md to docs/help/desk.md');
  });

  it('that became a draft: that it did, and no word of a removal', async () => {
    const { check } = changedHandbook({ 'docs/support.md': `---\ndraft: true\n---\n${support}` });

    const run = await check();

    expect(run.exitCode).toBe(3);
    expect(run.outputs).toMatchObject({ deleted: '1', skipped: '1' });
    expect(run.log).toMatch(/“When does the support team answer\?” loses its answer: .* draft now/);
  });

  it('whose section was edited: to bring its words back, and not that a heading is missing', async () => {
    const { check } = changedHandbook({
      'docs/support.md': support.replace(/Our support team answers.*\n/, 'Ask.\n'),
      'docs/team.md':
        '# The support team\n\nWhen does the support team answer? It answers always.\n',
      'evals/docs.yaml': sampleSuite.replace('top_k: 5', 'top_k: 1'),
    });

    const run = await check();

    expect(run.exitCode).toBe(3);
    expect(run.log).toMatch(
      /file=docs\/support\.md,line=10::.* this change edits the section \(#opening-hours\) that answered it .* Bring back the words that answer it/,
    );
    expect(run.summary).not.toContain('heading renamed or removed');
  });

  it('and their new links: those that lead nowhere, and none that stood there before', async () => {
    const files = { ...sampleDocs, 'docs/start.md': '# Start\n\nAn [old one](gone.md).\n' };
    const { check } = changedHandbook(
      {
        'docs/start.md':
          '# Start\n\nAn [old one](gone.md).\n\n[Typo](suport.md), [no such place](refunds.md#windows),\n[right](refunds.md#return-window), [site](https://example.com/x), [picture](a.png).\n',
      },
      files,
    );

    const run = await check();

    expect(run.exitCode, run.log).toBe(0);
    expect(run.log).toContain('file=docs/start.md,line=5::suport.md: there is no such page.');
    expect(run.log).toContain('line=5::refunds.md#windows: docs/refunds.md has no #windows.');
    expect(run.log.match(/^::notice title=A link leads nowhere/gm)).toHaveLength(2);
  });

  it('that are empty or of a format that nobody reads: that they are left out, as in a sync', async () => {
    const { check } = changedHandbook({
      'docs/empty.md': '\n',
      'docs/blob.md': Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 0]),
    });

    const run = await check({ inputs: { suite: '' } });

    expect(run.outputs).toMatchObject({ added: '0', unchanged: '3' });
    expect(Number(run.outputs.skipped) + Number(run.outputs.failed)).toBe(2);
    expect(run.outputs.skipped).not.toBe('0');
  });

  it('links to which differ in the case of letters only after a rename: that they are gone', async () => {
    const { check } = changedHandbook(
      { 'docs/support.md': null, 'docs/Support.MD': support },
      { ...sampleDocs, 'docs/start.md': '# Start\n\nSee [support](support.md#opening-hours).\n' },
    );

    const run = await check();

    expect(run.outputs).toMatchObject({ added: '1', deleted: '1' });
    expect(run.log).toContain('support.md#opening-hours: docs/support.md is docs/Support.MD now.');
  });
});

it('a critical question that had no answer before either is not said to lose one', async () => {
  const { check } = changedHandbook(
    { 'docs/support.md': `${support}\nAsk us.\n` },
    { ...sampleDocs, 'docs/refunds.md': withoutWindow },
  );

  const run = await check();

  expect(run.exitCode).toBe(3);
  expect(run.log).toMatch(
    /::error title=A critical question has no answer.*::“How many days .*” has no answer: not in the first 5 now, nor before\./,
  );
  expect(run.log).not.toContain('loses its answer');
});

describe('what a check reads', () => {
  async function target() {
    const { apiKey, url } = await serveTwig();
    return { 'api-key': apiKey, 'base-url': url, 'data-source': 'Handbook' };
  }

  it('follows links to files and to folders as a sync does, and finds the line behind them', async () => {
    const world = changedHandbook({});
    const { path, check } = world;
    git(path, 'checkout', '--quiet', '-b', 'links');
    writeFiles(path, { 'shared/returns.md': refunds, 'shared/deep/hours.md': support });
    mkdirSync(join(path, 'manual'));
    symlinkSync('../shared', join(path, 'manual/common'));
    symlinkSync('../docs/support.md', join(path, 'manual/help.md'));
    symlinkSync('../../elsewhere', join(path, 'manual/out'));
    symlinkSync('/etc/passwd', join(path, 'manual/passwd.md'));
    symlinkSync('loop.md', join(path, 'manual/loop.md'));
    symlinkSync('.', join(path, 'shared/again'));
    const suite = sampleSuite
      .replace('docs/refunds.md', 'manual/common/returns.md')
      .replace('docs/support.md', 'manual/help.md');
    writeFiles(path, { 'evals/docs.yaml': suite });
    const base = commitAll(path, 'Link');
    writeFiles(path, { 'shared/returns.md': withoutWindow });
    const head = commitAll(path, 'Shorten');

    const event = pullRequestEvent(base, head);
    const run = await check({ event, inputs: { paths: 'manual' } });
    const synced = await check({
      inputs: { mode: 'sync', paths: 'manual', ...(await target()) },
    });

    expect(run.exitCode, run.log).toBe(3);
    expect(run.outputs).toMatchObject({ updated: '1', added: '0', deleted: '0', unchanged: '2' });
    expect(synced.outputs).toMatchObject({ added: '3', complete: 'true' });
    expect(run.log).toMatch(
      /file=manual\/common\/returns\.md,line=4::.* removes its heading \(#return-window\)/,
    );
  });

  it('reads what Git LFS has fetched, and never its pointers', async () => {
    const pointer = (text: string) =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(text)}\nsize ${text.length}\n`;
    const { check, path } = changedHandbook(
      { 'docs/refunds.md': pointer(withoutWindow) },
      { ...sampleDocs, 'docs/refunds.md': pointer(refunds), 'docs/far.md': pointer('far') },
    );
    for (const text of [refunds, withoutWindow]) {
      const hash = sha256(text);
      const folder = `.git/lfs/objects/${hash.slice(0, 2)}/${hash.slice(2, 4)}`;
      writeFiles(path, { [`${folder}/${hash}`]: text });
    }

    const run = await check();

    expect(run.exitCode, run.log).toBe(3);
    expect(run.outputs).toMatchObject({ updated: '1', unchanged: '2', failed: '0', skipped: '1' });
    expect(run.summary).not.toContain('git-lfs');
  });

  it('fails where a change brings a pointer of which nothing was fetched', async () => {
    const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 3\n`;
    const { check } = changedHandbook({ 'docs/new.md': text });

    const run = await check();

    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(
      /::error title=A document cannot be read,file=docs\/new\.md::.*lfs: true/,
    );
  });

  it('knows the suite of the base where the checkout is reached through a link', async () => {
    using elsewhere = temporaryFolder();
    const { check, path } = changedHandbook({
      'evals/docs.yaml': sampleSuite.replace(/ {2}- id: hours\n.*\n.*\n/, ''),
    });
    const link = join(elsewhere.path, 'workspace');
    symlinkSync(path, link);

    const run = await check({ workspace: link, inputs: { suite: 'evals\\docs.yaml' } });

    expect(run.exitCode, run.log).toBe(0);
    expect(run.summary).toContain('1 question of the suite is removed by this change');
  });
});

describe('a forced push', () => {
  const forced = () => {
    const world = changedHandbook({ 'docs/refunds.md': withoutWindow });
    const { path, base } = world;
    // The commit that the branch pointed to is on no branch any more.
    git(path, 'checkout', '--quiet', '--orphan', 'rewritten');
    git(path, 'commit', '--quiet', '--message', 'All in one');
    const head = git(path, 'rev-parse', 'HEAD');
    const clone = join(temporary(), 'clone');
    git(path, 'branch', '--quiet', '-D', 'main');
    git(path, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    git(path, 'clone', '--quiet', '--depth=1', '--branch=rewritten', `file://${path}`, clone);
    const options = {
      workspace: clone,
      inputs: { mode: 'check' },
      env: { GITHUB_EVENT_NAME: 'push' },
    };
    return { ...world, clone, options, event: { before: base, after: head, forced: true } };
  };
  const temporary = () => {
    const { path } = changedHandbook({});
    return path;
  };

  it('is held against the commit that it replaced', async () => {
    const { check, options, event, base } = forced();

    const run = await check({ ...options, event });

    expect(run.exitCode, run.log).toBe(3);
    expect(run.log).toContain(`against ${base.slice(0, 7)}`);
  });

  it('leaves the verdict open when the forge has forgotten that commit', async () => {
    const { check, options, event, clone } = forced();
    writeFiles(clone, { 'evals/docs.yaml': sampleSuite.replace('    critical: true\n', '') });

    const run = await check({ ...options, event: { ...event, before: 'b'.repeat(40) } });

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ gate: 'inconclusive' });
  });
});

it('a summary that would be over the limit is cut where GitHub would drop it whole', async () => {
  const pages = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `docs/p${index}.md`,
      `# Page ${index}\n\nThe word${index} stands here. ${'#_*|'.repeat(60)}\n`,
    ]),
  );
  const suite = (number: number) =>
    `name: Suite ${number}\nquestions:\n${Object.keys(pages)
      .map(
        (path, index) =>
          `  - id: q${index}\n    question: "Where stands word${index}? ${'_*|'.repeat(90)}"\n    targets: [{ path: ${path} }]\n`,
      )
      .join('')}`;
  const suites = Object.fromEntries(
    Array.from({ length: 36 }, (_, index) => [`evals/s${index}.yaml`, suite(index)]),
  );
  const { check } = changedHandbook(
    Object.fromEntries(Object.keys(pages).map((path) => [path, null])),
    { ...sampleDocs, ...pages, ...suites },
  );

  const run = await check({ inputs: { suite: Object.keys(suites).join('\n') } });

  expect(run.exitCode).toBe(3);
  expect(Buffer.byteLength(run.summary)).toBeLessThanOrEqual(900_000);
  expect(Buffer.byteLength(run.summary)).toBeGreaterThan(700_000);
  expect(run.summary.startsWith('## Documentation check: FAIL')).toBe(true);
  expect(run.summary).toContain('which does not fit here; the report files have it');
});
