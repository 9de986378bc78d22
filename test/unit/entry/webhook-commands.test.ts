import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { openStore } from '#entry/open-store.ts';
import { webhookJob } from '#entry/receiver/webhook-job.ts';
import { newMessage } from '../../contract/inbox.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { cli as runCli, startCli } from '../../support/run-cli.ts';

const secret = 'a secret of some length';
const env = { TWIG_WEBHOOK_SECRET: secret };
const body = '{"event":"agent.updated","data":{"n":1}}';
const signature = createHmac('sha256', secret).update(body).digest('hex');
const header = `X-Twig-Signature: ${signature}`;

function desk(files: Readonly<Record<string, string>> = {}) {
  const { path: cwd, write } = projectFolder(files);
  const cli = (args: readonly string[], stdin: string | Uint8Array = '') =>
    runCli(['webhook', ...args], { cwd, env, stdin });
  return { cwd, write, cli };
}

describe('twigkit webhook sign and verify', () => {
  it('sign prints headers that verify takes', async () => {
    const { cli } = desk({ 'body.json': body });

    const signed = await cli(['sign', 'body.json']);
    const verified = await cli(['verify', 'body.json', '--header', signed.out]);
    const piped = await cli(['verify', '--header', signed.out], body);

    expect(signed).toMatchObject({ exitCode: 0, out: `x-twig-signature: ${signature}` });
    expect(verified).toMatchObject({
      exitCode: 0,
      out: 'verified with the secret "environment", scheme twig',
    });
    expect(piped.exitCode).toBe(0);
  });

  it('a signed time is judged by the clock, or as of then', async () => {
    const { cli } = desk({ 'body.json': body });
    const at = '2026-01-15T12:00:00Z';
    const signed = await cli(['sign', 'body.json', '--scheme', 'stripe', '--at', at]);
    const verify = ['verify', 'body.json', '--scheme', 'stripe', '--header', signed.out];

    const late = await cli(verify);
    const then = await cli([...verify, '--at', at]);

    expect(late).toMatchObject({ exitCode: 1 });
    expect(late.out).toContain('too far from this clock');
    expect(then.exitCode).toBe(0);
  });

  it('verify --explain names what was done to the body', async () => {
    const { cli } = desk();

    const { exitCode, out } = await cli(['verify', '--explain', '--header', header], `${body}\n`);

    expect(exitCode).toBe(1);
    expect(out).toContain('the signature does not agree with the body');
    expect(out).toContain('A newline was added at the end of the body.');
  });

  it.each([
    ['a scheme that there is not', ['sign', '-', '--scheme', 'stripeee'], 'Did you mean "stripe"?'],
    ['a file that is not there', ['sign', 'none.json'], 'none.json cannot be read'],
    ['a header that is none', ['verify', '-', '--header', 'abc'], '"abc" is not a header'],
    ['no header at all', ['verify', '-'], 'has no headers'],
    ['an empty secret', ['sign', '-', '--secret', ' '], 'is empty'],
    ['a secret file that is not there', ['sign', '-', '--secret-file', 'no'], 'cannot be read'],
    ['a time that is none', ['sign', '-', '--at', 'soon'], 'It takes a time'],
  ])('%s is refused with 2 and its cure', async (_, args, said) => {
    const { exitCode, err } = await desk().cli(args, body);

    expect(err).toContain(said);
    expect(exitCode).toBe(2);
  });

  it('without any secret it says where to put one', async () => {
    const { path: cwd } = projectFolder();

    const { exitCode, err } = await runCli(['webhook', 'sign'], { cwd });

    expect(exitCode).toBe(2);
    expect(err).toContain('TWIG_WEBHOOK_SECRET');
  });
});

describe('twigkit webhook doctor', () => {
  it('prints a configuration with which the captured request verifies', async () => {
    const { cli, write } = desk();
    const mac = createHmac('sha256', secret).update(`1768478400:${body}`).digest('base64');
    write(
      'captured.http',
      `POST /webhooks/twig HTTP/1.1\r\nX-Time: 1768478400\r\nX-Acme: v7=${mac}\r\n\r\n${body}`,
    );

    const { exitCode, out } = await cli(['doctor', 'captured.http']);
    write('twigkit.yaml', out.slice(out.indexOf('    webhooks:')).replaceAll(/^ {4}/gm, ''));
    const verified = await cli(['verify', 'captured.http', '--at', '2026-01-15T12:00:00Z']);

    expect(exitCode).toBe(0);
    expect(out).toContain('over {timestamp}:{body}');
    expect(verified).toMatchObject({
      exitCode: 0,
      out: 'verified with the secret "environment", scheme custom',
    });
  });

  it.each([
    ['a secret file with a newline', ['--secret-file', 'secret.txt'], body, 'echo adds a newline'],
    ['a body that was parsed', [], JSON.stringify(JSON.parse(body), null, 4), 'parsed and written'],
    ['another secret', ['--secret', 'another'], body, 'Nothing agrees with x-twig-signature'],
  ])('names %s and exits 1', async (_, flags, seen, said) => {
    const { cli } = desk({ 'secret.txt': `${secret}\n` });

    const { exitCode, out } = await cli(['doctor', '--header', header, ...flags], seen);

    expect(out).toContain(said);
    expect(exitCode).toBe(1);
  });

  it('never prints the secret', async () => {
    const { cli } = desk({ 'secret.txt': `${secret}\n` });
    const args = ['doctor', '--header', header, '--secret-file', 'secret.txt'];

    const { out, err } = await cli(args, body);

    expect(out + err).not.toContain(secret);
  });
});

describe('twigkit webhook listen and send', () => {
  it('listen prints what came and why it would be refused; send tells the answer', async () => {
    const { cwd, cli } = desk();
    const listening = startCli(['webhook', 'listen', '--port', '0', '--save', '.'], { cwd, env });
    const url = (await listening.line(/^listening/)).replace(/^listening /, '');

    const good = await cli(['send', '--url', url, '--event', 'datasource.processed']);
    const bad = await cli(['send', '--url', url, '--secret', 'whsec_other']);
    await listening.line(/verified with the secret "environment"/);
    await listening.line(/datasource.processed \(data_source.synced\)/);
    await listening.line(/refused: wrong_signature/);
    await listening.line(/Nothing agrees with x-twig-signature/);
    const saved = await cli(['doctor', 'delivery-1.http']);

    expect(good).toMatchObject({ exitCode: 0, out: '202 ' });
    expect(bad).toMatchObject({ exitCode: 1, out: '401 ' });
    expect(saved).toMatchObject({ exitCode: 0 });
  });

  it('listen --save makes its folder, and overwrites nothing of an earlier time', async () => {
    const { cwd, cli } = desk();
    const args = ['webhook', 'listen', '--port', '0', '--save', 'captured'];
    for (const _ of ['once', 'again']) {
      const listening = startCli(args, { cwd, env });
      const url = (await listening.line(/^listening/)).replace(/^listening /, '');
      expect(await cli(['send', '--url', url])).toMatchObject({ exitCode: 0, out: '202 ' });
      await listening.stop();
    }

    expect(readdirSync(join(cwd, 'captured')).sort()).toEqual([
      'delivery-1.http',
      'delivery-2.http',
    ]);
  });

  it('listen --save refuses a folder that cannot be, before anything is sent', async () => {
    const { cli } = desk({ captured: 'a file' });

    const { exitCode, err } = await cli(['listen', '--port', '0', '--save', 'captured/deeper']);

    expect([exitCode, err]).toEqual([2, expect.stringMatching(/captured.*--save/s)]);
  });

  it('listen --to sends the very bytes on, and the answer back', async () => {
    const { cwd, cli } = desk();
    const inner = startCli(['receive', '--port', '0'], { cwd, env });
    const target = (await inner.line(/^receiving/)).replace(/^receiving +/, '');
    const relay = startCli(['webhook', 'listen', '--port', '0', '--to', target], { cwd, env });
    const url = (await relay.line(/^listening/)).replace(/^listening /, '');

    const first = await cli(['send', '--url', url, '--event', 'agent.updated', '--id', 'a']);
    const unreachable = await cli(['send', '--url', 'http://127.0.0.1:1/']);

    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.out).toMatch(/^202 {"status":"accepted","id":"msg_/);
    expect(unreachable.out).toContain('no answer');
    expect(unreachable.exitCode).toBe(1);
  });

  it.each([
    [['send', '--url', 'ftp://x'], '"ftp://x" is not a web address'],
    [['send', '--data-json', '{'], '--data-json is not JSON'],
    [['send', '--retry', 'slak'], 'Did you mean "slack"?'],
    [['register', 'nowhere'], '"nowhere" is not a web address'],
    [['register', 'https://x', '--events', 'agnet.updated'], 'Did you mean "agent.updated"?'],
  ])('%j is refused with 2', async (args, said) => {
    const { exitCode, err } = await desk().cli(args);

    expect(err).toContain(said);
    expect(exitCode).toBe(2);
  });
});

describe('twigkit webhook register', () => {
  it('registers with the secret of the configuration, or shows the one that was made', async () => {
    const { cwd, cli } = desk();
    const other = ['webhook', 'register', 'https://hooks.example.com/b', '--json'];

    const ours = await cli(['register', 'https://hooks.example.com/a']);
    const made = await runCli(other, { cwd });

    expect(ours).toMatchObject({ exitCode: 0 });
    expect(ours.out).toContain('it signs with the secret "environment"');
    expect(JSON.parse(made.out)).toMatchObject({
      url: 'https://hooks.example.com/b',
      secret: expect.stringMatching(/.{16}/),
    });
  });
});

describe('twigkit webhook inbox', () => {
  async function filledInbox() {
    const project = desk();
    const store = await openStore({ dataDir: `${project.cwd}/.twigkit`, clock: systemClock });
    const old = newMessage({ receivedAt: Date.UTC(2026, 0, 1), key: 'key 1' });
    const unreadable = newMessage({
      receivedAt: Date.UTC(2026, 0, 2),
      event: undefined,
      job: undefined,
      deadReason: 'The body is not JSON.',
      body: Uint8Array.of(0xff),
    });
    const conflict = newMessage({ receivedAt: Date.UTC(2026, 0, 3), signedId: 'evt_1' });
    const failed = newMessage({ receivedAt: Date.UTC(2026, 0, 4), signedId: 'evt_1' });
    for (const message of [failed, old, unreadable, conflict]) {
      const job = message.job && webhookJob(message.id);
      await store.inbox.accept({ ...message, job });
    }
    await store.inbox.settle(old.id, 'done');
    const lease = { worker: 'test', leaseMs: 1_000, kinds: ['webhook'] };
    for (let job = await store.queue.lease(lease); job; job = await store.queue.lease(lease)) {
      const isFailed = JSON.stringify(job.payload).includes(failed.id);
      if (isFailed) await store.queue.fail(job, { reason: 'The agent is unknown.', final: true });
      else await store.queue.complete(job);
    }
    await store.close();
    return { ...project, old, unreadable, conflict, failed };
  }

  it('ls --json gives one object a line: key, event, state, received_at; filters narrow it', async () => {
    const { cli, old, unreadable, conflict } = await filledInbox();
    const ids = async (...flags: readonly string[]) => {
      const { out } = await cli(['inbox', 'ls', '--json', ...flags]);
      return out === '' ? [] : out.split('\n').map((line) => JSON.parse(line).id);
    };

    const lines = (await cli(['inbox', 'ls', '--json'])).out.split('\n');

    expect(lines).toHaveLength(4);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        key: 'key 1',
        event: 'data_source.synced',
        state: 'done',
        received_at: '2026-01-01T00:00:00.000Z',
      }),
    );
    expect(await ids('--state', 'dead')).toEqual([unreadable.id]);
    expect(await ids('--key', 'key 1')).toEqual([old.id]);
    expect(await ids('--event', 'datasource.processed', '--state', 'conflict')).toEqual([
      conflict.id,
    ]);
    expect(await ids('--since', '2026-01-02', '--until', '2026-01-03')).toEqual([unreadable.id]);
    expect(await ids('--limit', '1')).toHaveLength(1);
    expect(await ids('--since', '1h')).toEqual([]);
  });

  it('dead lists what waits for a person: unreadable, in conflict, given up', async () => {
    const { cli, unreadable, conflict, failed } = await filledInbox();

    const { exitCode, out } = await cli(['inbox', 'dead', '--json']);

    const dead = out.split('\n').map((line) => JSON.parse(line));
    expect(exitCode).toBe(1);
    expect(dead.map(({ id, reason }) => [id, reason])).toEqual([
      [unreadable.id, 'The body is not JSON.'],
      [conflict.id, expect.stringContaining(failed.id)],
      [failed.id, 'The agent is unknown.'],
    ]);
  });

  it('replay shows first, then does it, keeps who and why, and the receiver works on it', async () => {
    const { cli, cwd, conflict, unreadable } = await filledInbox();
    const replay = ['inbox', 'replay', '--state', 'conflict'];
    const shown = async (id: string) =>
      JSON.parse((await cli(['inbox', 'show', id, '--json'])).out) as unknown;

    const dry = await cli(replay);
    const nameless = await cli([...replay, '--yes']);
    const done = await cli([...replay, '--yes', '--why', 'both are meant', '--by', 'ann']);
    await cli(['inbox', 'replay', unreadable.id, '--yes', '--why', 'new parser', '--by', 'ann']);
    const receiver = startCli(['receive', '--port', '0'], { cwd, env });
    await receiver.line(/^receiving/);

    await expect
      .poll(() => shown(conflict.id), { timeout: 5_000 })
      .toMatchObject({ state: 'done', replays: [{ by: 'ann', why: 'both are meant' }] });
    await expect
      .poll(() => shown(unreadable.id), { timeout: 5_000 })
      .toMatchObject({ state: 'dead', body_base64: '/w==', replays: [{ why: 'new parser' }] });
    expect(dry.out).toContain(conflict.id);
    expect(dry.err).toContain('1 would be replayed');
    expect(nameless.exitCode).toBe(2);
    expect(done.err).toContain('1 queued again');
  });

  it.each([
    [['inbox', 'replay'], 'which deliveries to replay'],
    [['inbox', 'replay', 'msg_1', '--state', 'dead'], 'Both ids and a filter'],
    [['inbox', 'replay', 'msg_1'], 'no message msg_1'],
    [['inbox', 'show', 'msg_1'], 'no message msg_1'],
    [['inbox', 'ls', '--state', 'deda'], 'Did you mean "dead"?'],
    [['inbox', 'ls', '--since', 'yesterday'], '--since "yesterday" is no time'],
  ])('%j is refused with 2 and its cure', async (args, said) => {
    const { cli } = await filledInbox();

    const { exitCode, err } = await cli(args);

    expect(err).toContain(said);
    expect(exitCode).toBe(2);
  });
});
