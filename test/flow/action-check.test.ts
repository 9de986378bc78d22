import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TwigClient } from '#twig/sdk/client.ts';
import { commitAll, git, writeFiles } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { changedHandbook, pullRequestEvent } from '../support/pull-request.ts';
import { type ActionRun, runAction } from '../support/run-action.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';
import { type Reply, type SeenRequest, scriptedServer } from '../support/scripted-server.ts';
import { serveTwig } from '../support/serve-twig.ts';

const refunds = sampleDocs['docs/refunds.md'] ?? '';
const withoutWindow = refunds.replace(/## Return window\n\n.*\n\n/, '');
const zeros = '0'.repeat(40);

/** The commands that the runner would obey. */
function commandsOf({ log }: ActionRun): readonly string[] {
  return log.split('\n').filter((line) => /^\s*::|##\[/.test(line));
}

describe('a check of a pull request', () => {
  it('lets a harmless change through, without a key, and tells the plan', async () => {
    const { check } = changedHandbook({
      'docs/support.md':
        '# Support\n\n## Opening hours\n\nOur support team answers from eight to twelve.\n',
    });

    const run = await check();

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({
      gate: 'pass',
      updated: '1',
      unchanged: '2',
      complete: 'true',
    });
    expect(JSON.parse(run.outputs.plan ?? '')).toEqual([
      { document_id: 'docs/support.md', action: 'update', reason: 'changed' },
    ]);
    expect(run.summary).toContain('## Documentation check: PASS');
    expect(run.summary).toContain('Of 3 questions, none loses its answer; 1 asks about pages');
  });

  it('goes red when a heading is removed, with the question, the line and what to do', async () => {
    const { check } = changedHandbook({ 'docs/refunds.md': withoutWindow });

    const run = await check();

    expect(run.exitCode).toBe(3);
    expect(run.outputs).toMatchObject({ gate: 'fail' });
    expect(Number(run.outputs.delta)).toBeLessThan(0);
    expect(run.log).toMatch(
      /::error title=A question loses its answer,file=docs\/refunds\.md,line=4::“How many days does a customer have to return an item\?” loses its answer: this change removes its heading \(#return-window\)\..* Restore the heading/,
    );
    expect(run.log).toMatch(
      /::error::The gate failed\. Handbook: This change takes the answer from 1 question/,
    );
    expect(run.summary).toContain('## Documentation check: FAIL');
    expect(run.summary).toMatch(
      /docs\/refunds\.md, line 4.*blob\/[0-9a-f]{40}\/docs\/refunds\.md\?plain=1#L4/,
    );
  });

  it('writes an HTML and a JUnit file for each suite', async () => {
    const { check } = changedHandbook({ 'docs/refunds.md': withoutWindow });

    const run = await check({ inputs: { 'report-dir': 'reports' } });

    const folder = run.outputs['report-path'] ?? '';
    expect(globSync('*', { cwd: folder }).sort()).toEqual(['docs.html', 'docs.junit.xml']);
    const texts = globSync('*', { cwd: folder }).map((file) =>
      readFileSync(join(folder, file), 'utf8'),
    );
    expect(texts.find((text) => text.startsWith('<?xml'))).toMatch(/<failure/);
    expect(texts.join()).toContain('compared with the base');
    expect([...texts, run.summary].join()).not.toMatch(/baseline/i);
  });

  it('says which page is gone, and which links lead nowhere then', async () => {
    const files = {
      ...sampleDocs,
      'docs/start.md':
        '# Start\n\nSee the [opening hours](support.md#opening-hours),\n\n[returns](refunds.md#return-window) and [more](/docs/support.md).\n',
    };
    const { check } = changedHandbook(
      { 'docs/support.md': null, 'docs/refunds.md': withoutWindow },
      files,
    );

    const run = await check();

    expect(run.exitCode).toBe(3);
    expect(run.log).toMatch(
      /file=docs\/support\.md::“When does the support team answer\?” loses its answer: this change removes the page/,
    );
    expect(run.log).toMatch(
      /::notice title=A link leads nowhere,file=docs\/start\.md,line=3::support\.md#opening-hours: docs\/support\.md is gone/,
    );
    expect(run.log).toMatch(
      /file=docs\/start\.md,line=5::refunds\.md#return-window: docs\/refunds\.md has no #return-window any more/,
    );
    expect(run.log).toMatch(/line=5::\/docs\/support\.md: docs\/support\.md is gone/);
  });

  it('accepts a page that moved when the suite moves with it', async () => {
    const { check } = changedHandbook({
      'docs/support.md': null,
      'docs/help/support.md': sampleDocs['docs/support.md'] ?? '',
      'evals/docs.yaml': sampleSuite.replace('docs/support.md', 'docs/help/support.md'),
    });

    const run = await check();

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ added: '1', deleted: '1', gate: 'pass' });
    expect(run.summary).toContain('1 question was edited by this change');
  });

  it('tells of a question that the change takes out of the suite', async () => {
    const { check } = changedHandbook({
      'docs/support.md': null,
      'evals/docs.yaml': sampleSuite.replace(/ {2}- id: hours\n.*\n.*\n/, ''),
    });

    const run = await check();

    expect(run.exitCode, run.log).toBe(0);
    expect(run.summary).toContain('1 question of the suite is removed by this change');
  });

  it('points at passages that the change makes too long or repeats', async () => {
    const paragraph = (number: number) =>
      `Item ${number} is sent back to the warehouse in ${number} days, where a clerk looks at it and writes down what is broken, what is missing and what was never there. `.repeat(
        12,
      );
    const long = `# Items\n\n## All of them\n\n${Array.from({ length: 9 }, (_, index) => paragraph(index)).join('\n\n')}\n`;
    const window =
      `${refunds.slice(refunds.indexOf('## Return'), refunds.indexOf('## Bank'))}`.replace(
        'thirty days',
        `thirty days ${'and some more words about it, so that it is no mere note '.repeat(45)}`,
      );
    const files = { ...sampleDocs, 'docs/refunds.md': `# Refunds\n\nIntroduction.\n\n${window}` };
    const { check } = changedHandbook(
      { 'docs/items.md': long, 'docs/copy.md': `# Copy\n\nIntroduction.\n\n${window}` },
      files,
    );

    const run = await check();

    expect(run.log).toMatch(
      /::notice title=A section is too long for one passage,file=docs\/items\.md,line=3::/,
    );
    expect(run.log).toMatch(
      /::notice title=A passage stands twice,file=docs\/copy\.md,line=\d+::.*docs\/refunds\.md/,
    );
  });

  it('fails with other words when a document cannot be read', async () => {
    const { check, path } = changedHandbook({ 'docs/new.md': '# New\n' });
    git(path, 'checkout', '--quiet', '-b', 'broken');
    writeFiles(path, { 'docs/new.md': Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x41]) });
    commitAll(path, 'Break the encoding');

    const run = await check();

    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ complete: 'false', failed: '1', gate: 'pass' });
    expect(run.log).toMatch(/::error title=A document cannot be read,file=docs\/new\.md::.*UTF-8/);
    expect(run.log).not.toContain('The gate failed');
  });

  it('reads line endings of Windows, and paths with backslashes', async () => {
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    const files = { ...sampleDocs, 'docs/refunds.md': crlf(refunds) };
    const { check } = changedHandbook({ 'docs/refunds.md': crlf(withoutWindow) }, files);

    const run = await check({ inputs: { paths: 'docs\\\n!docs\\drafts\\**' } });

    expect(run.exitCode, run.log).toBe(3);
    expect(run.log).toContain('file=docs/refunds.md,line=4::');
  });
});

describe('the base of a check', () => {
  /** A pull request as GitHub offers it, cloned as actions/checkout does: one commit, a merge. */
  function mergedClone() {
    const origin = projectFolder({ ...sampleDocs, 'evals/docs.yaml': sampleSuite });
    const forkedAt = commitAll(origin.path, 'Write the handbook');
    git(origin.path, 'checkout', '--quiet', '-b', 'change');
    origin.write('docs/refunds.md', withoutWindow);
    const head = commitAll(origin.path, 'Shorten');
    git(origin.path, 'checkout', '--quiet', 'main');
    origin.write('docs/later.md', '# Later\n\nWritten on the base meanwhile.\n');
    const base = commitAll(origin.path, 'Go on');
    git(origin.path, 'checkout', '--quiet', '-b', 'merged');
    git(origin.path, 'merge', '--quiet', '--no-ff', '--no-edit', 'change');
    const clone = projectFolder().path;
    git(clone, 'clone', '--quiet', '--depth=1', '--branch=merged', `file://${origin.path}`, '.');
    return { clone, forkedAt, base, head };
  }

  const inputs = { suite: 'evals/docs.yaml' };
  const env = { GITHUB_EVENT_NAME: 'pull_request' };

  it('is fetched into a shallow clone, for a fork without secrets; it is what the merge was made on', async () => {
    const { clone, forkedAt, base, head } = mergedClone();
    const event = pullRequestEvent(forkedAt, head, 'someone/handbook');

    const run = await runAction({ workspace: clone, inputs, env, event });

    expect(run.exitCode, run.log).toBe(3);
    expect(run.log).toContain(`against ${base.slice(0, 7)}`);
    expect(run.outputs).toMatchObject({ updated: '1', added: '0', deleted: '0', gate: 'fail' });
  });

  it('leaves the verdict open when it cannot be had, and never a pass', async () => {
    const { clone, forkedAt, head } = mergedClone();
    git(clone, 'remote', 'set-url', 'origin', 'file:///nowhere/at/all');
    const event = pullRequestEvent(forkedAt, head);

    const run = await runAction({ workspace: clone, inputs, env, event });
    writeFiles(clone, { 'evals/docs.yaml': sampleSuite.replace('    critical: true\n', '') });
    const open = await runAction({ workspace: clone, inputs, env, event });

    // The critical question lost its heading: that counts with or without a base.
    expect(run.exitCode).toBe(3);
    expect(run.log).toContain('1 critical question found no target');
    expect(open.exitCode, open.log).toBe(0);
    expect(open.outputs).toMatchObject({ gate: 'inconclusive' });
    expect(open.log).toMatch(/::warning::The gate is open.*could not be fetched.*fetch-depth: 0/);
    expect(open.summary).toContain('## Documentation check: INCONCLUSIVE');
  });

  it('is missed when what is checked out is the base itself', async () => {
    const { check, base, path } = changedHandbook({ 'docs/refunds.md': withoutWindow });
    git(path, 'checkout', '--quiet', base);

    const run = await check({ env: { GITHUB_EVENT_NAME: 'pull_request_target' } });

    expect(run.outputs).toMatchObject({ gate: 'inconclusive' });
    expect(run.log).toContain('What is checked out is the base itself');
  });

  it('is where the branch began when the branch itself is checked out', async () => {
    const { check, path, base, head } = changedHandbook({ 'docs/new.md': '# New\n\nA page.\n' });
    git(path, 'checkout', '--quiet', '-b', 'moved', base);
    writeFiles(path, { 'docs/other.md': '# Other\n\nOn the base only.\n' });
    const moved = commitAll(path, 'Go on');
    git(path, 'checkout', '--quiet', head);

    const run = await check({ event: pullRequestEvent(moved, head) });

    expect(run.outputs).toMatchObject({ added: '1', deleted: '0', gate: 'pass' });
  });

  it.each([
    [
      'a merge queue',
      'merge_group',
      (base: string, head: string) => ({ merge_group: { base_sha: base, head_sha: head } }),
    ],
    ['a push', 'push', (base: string, head: string) => ({ before: base, after: head })],
    ['a new branch', 'push', (_: string, head: string) => ({ before: zeros, after: head })],
    ['no event', 'workflow_dispatch', () => ({})],
  ])('is known for %s', async (_, name, event) => {
    const { check, base, head } = changedHandbook({ 'docs/refunds.md': withoutWindow });

    const run = await check({
      inputs: { mode: 'check' },
      env: { GITHUB_EVENT_NAME: name },
      event: event(base, head),
    });

    expect(run.exitCode, run.log).toBe(3);
    expect(run.log).toContain(`against ${base.slice(0, 7)}`);
  });
});

describe('fail-on', () => {
  it.each([
    ['never', 0, 'fail'],
    ['regression', 3, 'fail'],
    ['floor', 0, 'pass-with-warning'],
  ])('%s gives exit code %i when a question is lost that is not critical', async (failOn, exitCode, gate) => {
    const { check } = changedHandbook({ 'docs/support.md': '# Support\n\nAsk us.\n' });

    const run = await check({ inputs: { 'fail-on': failOn } });

    expect(run.exitCode, run.log).toBe(exitCode);
    expect(run.outputs).toMatchObject({ gate });
  });

  it('floor still holds floors and critical questions', async () => {
    const { check } = changedHandbook({ 'docs/refunds.md': withoutWindow });

    const run = await check({ inputs: { 'fail-on': 'floor' } });

    expect(run.exitCode).toBe(3);
  });

  it('without a suite there is a plan and no gate', async () => {
    const { check } = changedHandbook({ 'docs/refunds.md': withoutWindow });

    const run = await check({ inputs: { suite: '' } });

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ gate: 'none', updated: '1' });
  });
});

describe('with a key', () => {
  async function synced() {
    const twig = await serveTwig();
    const repository = changedHandbook({
      'docs/refunds.md': withoutWindow,
      'docs/new.md': '# New\n\nA page.\n',
    });
    const inputs = { 'api-key': twig.apiKey, 'base-url': twig.url, 'data-source': 'Handbook' };
    git(repository.path, 'checkout', '--quiet', repository.base);
    await runAction({ workspace: repository.path, inputs });
    git(repository.path, 'checkout', '--quiet', repository.head);
    const client = new TwigClient({ apiKey: twig.apiKey, baseUrl: twig.url });
    return { ...repository, inputs, client };
  }

  it('plans against the real manifest, tells the server’s own score, and writes nothing', async () => {
    const { check, inputs, client } = await synced();
    const documents = async () => (await client.dataSources.list()).entries;
    const before = await documents();

    const run = await check({ inputs });

    expect(run.exitCode, run.log).toBe(3);
    expect(run.outputs).toMatchObject({ added: '1', updated: '1', unchanged: '2' });
    expect(run.summary).toContain('Compared with the data source "Handbook"');
    expect(run.summary).toMatch(/its own search finds 3 of 3 questions, score \d/);
    expect(await documents()).toEqual(before);
  });

  it('that has expired, the gate stands all the same', async () => {
    const { check, inputs } = await synced();

    const run = await check({ inputs: { ...inputs, 'api-key': 'twigsk_test_expired_0123456789' } });

    expect(run.exitCode).toBe(3);
    expect(run.log).toMatch(/::warning::The server was not asked for its manifest:.*key/i);
    expect(run.outputs).toMatchObject({ gate: 'fail', updated: '1', added: '1' });
  });
});

describe('the comment', () => {
  /** As much of GitHub's API as it takes. */
  async function github(status = 200) {
    const comments: { id: number; body: string; user: { type: string } }[] = [
      { id: 1, body: '<!-- twigkit check Docs/check -->\nQuoted.', user: { type: 'User' } },
    ];
    const server = await scriptedServer(({ method, path, text }: SeenRequest): Reply => {
      if (method === 'GET') return { body: comments };
      if (status !== 200) return { status, body: { message: 'Resource not accessible' } };
      const { body } = JSON.parse(text);
      if (method === 'POST') {
        comments.push({ id: comments.length + 1, body, user: { type: 'Bot' } });
        return { status: 201, body: comments.at(-1) };
      }
      const known = comments.find(({ id }) => path.endsWith(`/comments/${id}`));
      if (known) known.body = body;
      return { body: known ?? {} };
    });
    const env = {
      GITHUB_API_URL: server.url,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_WORKFLOW: 'Docs',
      GITHUB_JOB: 'check',
      GITHUB_RUN_ID: '12345',
    };
    return { comments, server, env };
  }
  const inputs = { comment: 'true', 'github-token': 'ghs_secret_of_this_test' };

  it('is made once and then replaced; nobody else’s is touched', async () => {
    const { comments, server, env } = await github();
    await using _ = server;
    const { check } = changedHandbook({ 'docs/refunds.md': withoutWindow });

    const first = await check({ inputs, env });
    const second = await check({ inputs: { ...inputs, 'fail-on': 'never' }, env });

    expect([first.log, second.log].map((log) => /comment {2}(\w+)/.exec(log)?.[1])).toEqual([
      'created',
      'updated',
    ]);
    expect(comments).toHaveLength(2);
    expect(comments[0]?.body).toBe('<!-- twigkit check Docs/check -->\nQuoted.');
    expect(comments[1]?.body).toContain('## Documentation check: FAIL');
    expect(comments[1]?.body).toContain('https://github.com/acme/handbook/actions/runs/12345');
    expect(
      server.seen.every(
        ({ headers }) => headers.authorization === 'Bearer ghs_secret_of_this_test',
      ),
    ).toBe(true);
    expect(first.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('ghs_secret');
  });

  it('that may not be written is a warning and changes no verdict', async () => {
    const { server, env } = await github(403);
    await using _ = server;
    const { check } = changedHandbook({
      'docs/support.md': `${sampleDocs['docs/support.md']}\nMore.\n`,
    });

    const run = await check({ inputs, env });

    expect(run.exitCode, run.log).toBe(0);
    expect(run.log).toMatch(
      /::warning::The comment could not be written: GitHub answered 403.*pull-requests: write/,
    );
  });

  it('is not written unless it is asked for', async () => {
    const { server, env } = await github();
    await using _ = server;
    const { check } = changedHandbook({ 'docs/refunds.md': withoutWindow });

    await check({ inputs: { 'github-token': 'ghs_secret_of_this_test' }, env });

    expect(server.seen).toEqual([]);
  });
});

describe('text of others', () => {
  it('is no command to the runner and no markup in the summary, whatever files and questions are called', async () => {
    const evil =
      '::error::owned\n::add-mask::x ##[error]y <script>alert(1)</script> @octocat [a](http://evil.example) |';
    const name = 'docs/a\n::set-output name=x::1 ##[group]<img src=x> @octocat.md';
    const page = `---\ntitle: ${JSON.stringify(evil)}\n---\n\n# ${evil.replace(/\n/g, ' ')}\n\nA word about parrots.\n`;
    const suite = `${sampleSuite}  - id: evil\n    question: ${JSON.stringify(`${evil} parrots`)}\n    targets: [{ path: ${JSON.stringify(name)} }]\n`;
    const { check } = changedHandbook(
      { [name]: null, 'docs/other.md': page, 'evals/docs.yaml': suite },
      { ...sampleDocs, [name]: page },
    );

    const run = await check();

    expect(run.exitCode, run.log).toBe(3);
    expect(commandsOf(run).filter((line) => !/^::(error|warning|notice)( |::)/.test(line))).toEqual(
      [],
    );
    expect(run.log.split('\n').filter((line) => /^(?!::).*##\[/.test(line))).toEqual([]);
    expect(run.summary).not.toMatch(/<script|<img|@octocat|\]\(http:\/\/evil/);
  });

  it('is listed as far as anybody reads, and annotated as far as GitHub shows', async () => {
    const pages = Array.from({ length: 60 }, (_, index) => [
      `docs/p${index}-${'x'.repeat(180)}.md`,
      `# Page ${index}\n\nThe word${index} stands here.\n`,
    ]);
    const questions = pages.map(
      ([path], index) =>
        `  - id: q${index}\n    question: Where stands word${index}?\n    targets: [{ path: ${path} }]\n`,
    );
    const suite = `questions:\n${questions.join('')}`;
    const { check } = changedHandbook(Object.fromEntries(pages.map(([path]) => [path, null])), {
      ...sampleDocs,
      ...Object.fromEntries(pages),
      'evals/many.yaml': suite,
    });

    const run = await check({ inputs: { suite: 'evals/many.yaml' } });

    expect(run.exitCode).toBe(3);
    expect(run.summary).toContain('- … and 25 more');
    // GitHub shows ten, and the last one is why the job is red.
    const errors = run.log.match(/^::error.*$/gm) ?? [];
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)).toMatch(/^::error::The gate failed\./);
  });
});

describe('a wrong input', () => {
  it.each([
    ['mode', 'chekc', 'auto, sync, check'],
    ['fail-on', 'always', 'never, regression, floor'],
    ['comment', 'yes', 'true or false'],
    ['suite', 'evals/none.yaml', 'evals/none.yaml cannot be read'],
    ['config', 'none.yaml', 'none.yaml'],
  ])('%s: %s is told with what to write', async (name, value, words) => {
    const { check } = changedHandbook({});

    const run = await check({ inputs: { [name]: value } });

    expect(run.exitCode, run.log).toBe(2);
    expect(run.log).toContain(words);
  });
});
