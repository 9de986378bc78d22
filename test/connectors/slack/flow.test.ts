import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cliProcess } from '../../support/cli-process.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { writePdf } from '../../support/write-pdf.ts';
import { serveSlack } from './slack-source.ts';

const timeoutMs = 60_000;

async function acme() {
  const served = await serveSlack();
  onTestFinished(() => served[Symbol.asyncDispose]());
  const { slack, origin } = served;
  const { workspace } = slack;
  workspace.addUser('U3', 'Cleo Carter');
  workspace.addChannel('C2', 'deployments');
  workspace.addChannel('G1', 'board', { isPrivate: true, members: ['U1', 'U3'] });

  const question = workspace.post('C1', {
    text: 'How do I rotate the <https://x.example|gateway> key?',
  });
  workspace.reply('C1', question, { text: 'Run `keyctl turnover` on the *bastion*.', user: 'U2' });
  const pdf = slack.addFile('F1', {
    channel: 'C1',
    name: 'runbook.pdf',
    mediaType: 'application/pdf',
    bytes: writePdf({ pages: [['The emergency valve is behind the orange cabinet.']] }),
    origin,
  });
  workspace.reply('C1', question, { text: 'The runbook has it too', user: 'U2', files: [pdf] });
  const snippet = slack.addFile('F2', {
    channel: 'C2',
    name: 'limits.txt',
    mediaType: 'text/plain',
    bytes: Buffer.from('The quota of the zebra cluster is ninety nodes.\n'),
    origin,
    more: { mode: 'snippet' },
  });
  workspace.post('C2', { text: 'New limits', files: [snippet] });
  workspace.post('C2', {
    text: 'fallback',
    user: 'U3',
    blocks: [
      {
        type: 'table',
        rows: [
          [
            { type: 'raw_text', text: 'Region' },
            { type: 'raw_text', text: 'Steward' },
          ],
          [
            { type: 'raw_text', text: 'Antarctica' },
            { type: 'raw_text', text: 'Penguin team' },
          ],
        ],
      },
    ],
  });
  workspace.post('G1', { text: 'The merger is called Operation Walrus.' });

  const project = projectFolder({
    'twigkit.yaml': `
sources:
  - name: Acme Slack
    type: slack
    public: true
    config:
      token: "\${SLACK_TOKEN}"
      api_url: ${origin}/api/
      file_hosts: [127.0.0.1, localhost]
      bots: threads
`,
  });
  const run = (...args: readonly string[]) =>
    cliProcess(args, { cwd: project.path, env: { SLACK_TOKEN: slack.tokens.access } });
  const find = async (query: string) => {
    const { out } = await run('search', query, '--json');
    const [first] = JSON.parse(out).results;
    return first ?? {};
  };
  return { ...served, workspace, project, run, find, question };
}

describe('a Slack workspace, synced as a user would', () => {
  it(
    'is found by what stands in a reply, a PDF, a snippet and a table, with links that open them',
    async () => {
      const { run, find, question } = await acme();

      const first = await run('sync', '--json');

      expect(first.err).not.toMatch(/failed/);
      expect([first.exitCode, JSON.parse(first.out)]).toMatchObject([
        0,
        { added: 4, failed: 0, skipped: 1 },
      ]);
      const reply = await find('keyctl turnover bastion');
      expect(reply.text).toContain('Bob Baker');
      expect(reply.url).toBe(`https://acme.slack.com/archives/C1/p${question.replace('.', '')}`);
      const pdf = await find('emergency valve orange cabinet');
      expect(pdf.url).toMatch(/^https:\/\/acme\.slack\.com\/files\/U1\/F1\/runbook\.pdf/);
      const snippet = await find('quota zebra cluster');
      expect(snippet.url).toContain('/F2/limits.txt');
      const table = await find('steward of Antarctica');
      expect(table.text).toMatch(/Antarctica.*Penguin team/s);
      // Only the board may read what the board says.
      expect((await find('Operation Walrus merger')).text ?? '').not.toContain('Walrus');

      const second = await run('sync', '--json');

      expect(JSON.parse(second.out)).toMatchObject({ added: 0, updated: 0, write_calls: 0 });
    },
    timeoutMs,
  );

  it(
    'leaves the token where the user keeps it: none of the files that a sync writes holds it',
    async () => {
      const { run, project, slack } = await acme();

      await run('sync');

      const data = join(project.path, '.twigkit');
      const written = readdirSync(data, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
      expect(written.some((bytes) => bytes.includes('keyctl turnover'))).toBe(true);
      expect(written.some((bytes) => bytes.includes(slack.tokens.access))).toBe(false);
    },
    timeoutMs,
  );

  it(
    'names the channel that the app was thrown out of, reads the others, and keeps what it has',
    async () => {
      const { run, find, workspace } = await acme();
      await run('sync');
      const general = workspace.channels.get('C1');
      if (general) general.isMember = false;
      workspace.post('C2', { text: 'The sunflower release is out.', atMs: Date.now() });

      const { exitCode, err } = await run('sync');

      expect(exitCode).toBe(1);
      expect(err).toMatch(/The app is not in the channel #general/);
      expect((await find('sunflower release')).text).toContain('sunflower');
      expect((await find('keyctl turnover bastion')).text).toContain('keyctl');
    },
    timeoutMs,
  );

  it(
    'names the channel that lacks a scope, and the thread that cannot be had, and keeps what they held',
    async () => {
      const { run, find, workspace, slack } = await acme();
      const asked = workspace.post('C1', { text: 'Who waters the ferns?', atMs: Date.now() });
      workspace.reply('C1', asked, { text: 'The gardener does.', atMs: Date.now() });
      await run('sync');
      workspace.reply('C1', asked, { text: 'A late word.', atMs: Date.now() });
      slack.rules.spoilt.add(asked);
      slack.rules.scopes.delete('groups:history');
      workspace.post('C2', { text: 'The sunflower release is out.', atMs: Date.now() });

      const dark = await run('sync', '--json');
      const kept = await find('gardener waters ferns');
      slack.rules.spoilt.clear();
      slack.rules.scopes.add('groups:history');
      const healed = await run('sync', '--json');

      expect(dark.exitCode).toBe(1);
      expect(dark.err).toMatch(
        new RegExp(`failed +C1/${asked}: Slack could not answer conversations.replies of C1`),
      );
      expect(dark.err).toMatch(/stopped[^\n]*lacks the scope groups:history\. Add groups:history/);
      expect(JSON.parse(dark.out)).toMatchObject({ added: 1, deleted: 0 });
      expect(kept.text).toContain('gardener');
      expect((await find('sunflower release')).text).toContain('sunflower');
      expect([healed.exitCode, JSON.parse(healed.out)]).toMatchObject([0, { failed: 0 }]);
    },
    timeoutMs,
  );

  it(
    'that does not answer in the middle keeps everything, and is read on in the next sync',
    async () => {
      // The server tells there of each line that it was made to cut.
      const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
      onTestFinished(() => quiet.mockRestore());
      const { run, find, workspace, slack } = await acme();
      await run('sync');
      workspace.post('C2', { text: 'The sunflower release is out.', atMs: Date.now() });
      slack.rules.cutMethods.add('conversations.history');

      const dark = await run('sync', '--json');
      const kept = await find('keyctl turnover bastion');
      slack.rules.cutMethods.clear();
      const healed = await run('sync', '--json');

      expect(dark.exitCode).toBe(1);
      expect(dark.err).toMatch(/Slack did not answer conversations\.history of C1: The connection/);
      expect(JSON.parse(dark.out)).toMatchObject({ deleted: 0 });
      expect(kept.text).toContain('keyctl');
      expect(healed.exitCode).toBe(0);
      expect((await find('sunflower release')).text).toContain('sunflower');
    },
    timeoutMs,
  );

  it(
    'stops with 1 at a wrong token, and with 2 at a configuration without one',
    async () => {
      const { project, run, slack } = await acme();
      slack.tokens.access = 'xoxb-another';
      slack.tokens.isExpired = false;
      const wrong = await cliProcess(['sync'], {
        cwd: project.path,
        env: { SLACK_TOKEN: 'xoxb-secret-of-mine' },
      });
      project.write('twigkit.yaml', 'sources: [{ name: Acme, type: slack, config: {} }]\n');
      const none = await run('sync');

      expect([wrong.exitCode, wrong.err]).toEqual([1, expect.stringContaining('invalid_auth')]);
      expect(wrong.err + wrong.out).not.toContain('secret-of-mine');
      expect([none.exitCode, none.err]).toEqual([
        2,
        expect.stringContaining('write the bot token'),
      ]);
    },
    timeoutMs,
  );

  it(
    'is looked at by the doctor, who names the missing permission and how to grant it',
    async () => {
      const { run, slack } = await acme();
      const sound = await run('doctor');
      slack.rules.scopes.delete('files:read');

      const lacking = await run('doctor', 'Acme Slack', '--json');
      const shown = await run('doctor');

      expect([sound.exitCode, sound.out]).toEqual([
        0,
        expect.stringContaining('Nothing is missing'),
      ]);
      expect(sound.out).toContain('sign in to Slack: twigkit in Acme');
      expect(lacking.exitCode).toBe(1);
      const { checks } = JSON.parse(lacking.out);
      expect(checks.at(-1).findings.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([
        {
          ok: false,
          subject: 'files:read: download files',
          message: expect.stringContaining('Add files:read'),
        },
      ]);
      expect(shown.out).toMatch(/MISSING +files:read[^\n]*\n +Add files:read/);
    },
    timeoutMs,
  );

  it(
    'misses the scope that every sync of a private channel will fail without',
    async () => {
      const { run, slack } = await acme();
      slack.rules.scopes.delete('groups:history');

      const lacking = await run('doctor', 'Acme Slack');
      slack.rules.scopes.delete('groups:read');
      const publicOnly = await run('doctor', 'Acme Slack');

      expect([lacking.exitCode, lacking.out]).toEqual([
        1,
        expect.stringMatching(/MISSING +groups:history: read #board\n +Add groups:history/),
      ]);
      expect([publicOnly.exitCode, publicOnly.out]).toEqual([
        0,
        expect.stringContaining('groups:history is not granted: private channels cannot be read'),
      ]);
    },
    timeoutMs,
  );
});
