import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../support/project-folder.ts';
import { cli, startCli } from '../support/run-cli.ts';

const statusWith = async (baseUrl: string, key: string, path = '/api/v1/kb') =>
  (await fetch(`${baseUrl}${path}`, { headers: { authorization: `Bearer ${key}` } })).status;

/** `twigkit serve` over a folder, with this key in its environment. */
async function serve(cwd: string, apiKey: string | undefined) {
  const env = apiKey === undefined ? undefined : { TWIG_API_KEY: apiKey };
  const server = startCli(['serve', '--port', '0'], { cwd, ...(env && { env }) });
  const baseUrl = (await server.line(/^serving/)).replace(/^serving +/, '');
  return { baseUrl, stop: server.stop };
}

describe('twigkit keys', () => {
  it('makes a key that a running server knows at once, lists it and revokes it', async () => {
    const { path: cwd } = projectFolder();
    const { baseUrl } = await serve(cwd, 'the-key-of-this-start');

    const created = await cli(
      ['keys', 'create', '--org', 'Acme', '--scopes', 'read', '--name', 'ci', '--live'],
      { cwd },
    );
    const key = created.out;
    const listed = await cli(['keys', 'list', '--json'], { cwd });
    const [shown] = JSON.parse(listed.out);
    const before = [
      await statusWith(baseUrl, key),
      await statusWith(baseUrl, key, '/api/v1/users'),
    ];
    const revoked = await cli(['keys', 'revoke', shown.id], { cwd });
    const after = await statusWith(baseUrl, key);

    expect(created.exitCode).toBe(0);
    expect(key).toMatch(/^twigsk_live_[0-9a-f]{48}$/);
    expect(shown).toMatchObject({ organisation: 'Acme', scopes: ['read'], name: 'ci' });
    expect(listed.out).not.toContain(key.slice(12, -4));
    expect(before).toEqual([200, 403]);
    expect([revoked.exitCode, after]).toEqual([0, 401]);
  });

  it.each([
    [['create', '--scopes', 'reed'], 'some of read, write, execute, admin'],
    [['create', '--expires', 'tomorrow'], 'It takes a date'],
    [['create', '--expires', '2020-01-01'], 'in the future'],
    [['list', '--org', 'Nobody'], 'no organisation "Nobody"'],
    [['revoke', 'key_none'], 'no key key_none'],
  ])('%j is refused with what to do', async (args, message) => {
    const { path: cwd } = projectFolder();

    const { exitCode, err, out } = await cli(['keys', ...args], { cwd });

    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('works in a data folder only', async () => {
    const { path: cwd } = projectFolder();

    const args = ['keys', 'list', '--base-url', 'https://api.twig.so'];
    const { exitCode, err } = await cli(args, { cwd });

    expect(exitCode).toBe(2);
    expect(err).toContain('POST /api/v1/api-keys');
  });
});

describe('the key of a start', () => {
  it('is valid for that start alone', async () => {
    const { path: cwd } = projectFolder();
    const first = await serve(cwd, 'the-first-key');
    const old = await statusWith(first.baseUrl, 'the-first-key');
    await first.stop();

    const second = await serve(cwd, 'the-second-key');

    expect(old).toBe(200);
    expect(await statusWith(second.baseUrl, 'the-first-key')).toBe(401);
    expect(await statusWith(second.baseUrl, 'the-second-key')).toBe(200);
  });

  it('is made and kept in the folder when none is given', async () => {
    const { path: cwd } = projectFolder();
    const first = await serve(cwd, undefined);
    await first.stop();
    const kept = (await readFile(`${cwd}/.twigkit/api-key`, 'utf8')).trim();

    const second = await serve(cwd, undefined);

    expect(await statusWith(second.baseUrl, kept)).toBe(200);
  });
});

describe('a server that is told to stop', () => {
  it('ends with code 0, and answers nobody half', async () => {
    const { path: cwd } = projectFolder();
    const { baseUrl, stop } = await serve(cwd, 'a-key');

    const answers = Array.from({ length: 20 }, () => statusWith(baseUrl, 'a-key').catch(() => 0));
    const exitCode = await stop();

    expect(exitCode).toBe(0);
    for (const status of await Promise.all(answers)) expect([0, 200, 503]).toContain(status);
  });
});
