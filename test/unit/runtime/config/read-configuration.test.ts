import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptedSecrets } from '#runtime/config/accepted-secrets.ts';
import {
  type ConfigurationRequest,
  readConfiguration,
} from '#runtime/config/read-configuration.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let cwd: string;
beforeEach(() => {
  folder = temporaryFolder();
  cwd = folder.path;
});
afterEach(() => folder[Symbol.dispose]());

const put = (name: string, text: string) => writeFile(join(cwd, name), text);
const read = (request: Partial<ConfigurationRequest> = {}) =>
  readConfiguration({ env: {}, cwd, readFile: (path) => readFile(path, 'utf8'), ...request });

describe('the configuration file', () => {
  it('need not be there', async () => {
    const { file, config, settings } = await read();

    expect(file).toBeUndefined();
    expect(config.sources).toEqual([]);
    expect(settings.dataDir).toEqual({
      value: '.twigkit',
      origin: { by: 'default', name: 'default' },
    });
    expect(settings.baseUrl.value).toBeUndefined();
  });

  it.each(['twigkit.yaml', 'twigkit.yml'])('is found as %s', async (name) => {
    await put(name, 'sources: [{ name: A, type: file }]');

    const { file, config } = await read();

    expect(file).toMatchObject({ fileName: name, folder: cwd });
    expect(config.sources).toHaveLength(1);
  });

  it('is refused when both names are there', async () => {
    await put('twigkit.yaml', '');
    await put('twigkit.yml', '');

    await expect(read()).rejects.toMatchObject({ code: 'config_ambiguous' });
  });

  it('is read from where --config says, and faults name it so', async () => {
    await mkdir(join(cwd, 'etc'));
    await put('etc/other.yaml', 'sauces: []');

    await expect(read({ configPath: 'etc/other.yaml' })).rejects.toThrow(/etc\/other\.yaml:1:1 /);
  });

  it('must be there when --config names it', async () => {
    await put('twigkit.yaml', '');

    await expect(read({ configPath: 'other.yaml' })).rejects.toMatchObject({
      code: 'config_missing',
      message: 'The configuration file "other.yaml" is not there.',
      hint: expect.stringContaining(join(cwd, 'other.yaml')),
    });
  });

  it('cannot be a directory', async () => {
    await mkdir(join(cwd, 'twigkit.yaml'));

    await expect(read()).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining('it is a directory'),
    });
  });
});

describe('settings', () => {
  beforeEach(() => put('twigkit.yaml', 'api: { base_url: "https://file.example", api_key: file }'));

  it('come from the file when nothing else says them', async () => {
    const { settings } = await read({ env: { TWIG_BASE_URL: '', TWIG_API_KEY: '' } });

    expect(settings.baseUrl).toEqual({
      value: 'https://file.example',
      origin: { by: 'config', name: 'twigkit.yaml (api.base_url)' },
    });
    expect(settings.apiKey.value).toBe('file');
  });

  it('come from the environment before the file', async () => {
    const { settings } = await read({ env: { TWIG_API_KEY: 'env', TWIGKIT_DATA: 'data' } });

    expect(settings.apiKey).toEqual({
      value: 'env',
      origin: { by: 'environment', name: 'TWIG_API_KEY' },
    });
    expect(settings.dataDir.value).toBe('data');
  });

  it('come from a flag before everything', async () => {
    const { settings } = await read({
      env: { TWIG_API_KEY: 'env', DATABASE_URL: 'postgres://env/x' },
      flags: { apiKey: 'flag', dataDir: '', databaseUrl: 'postgresql://flag/x' },
    });

    expect(settings.apiKey).toEqual({ value: 'flag', origin: { by: 'flag', name: '--api-key' } });
    expect(settings.dataDir.value).toBe('.twigkit');
    expect(settings.databaseUrl.value).toBe('postgresql://flag/x');
  });

  it('come from the file that NAME_FILE names, without its last newline', async () => {
    await put('key', 'from a file\n\n');

    const { settings } = await read({ env: { TWIG_API_KEY_FILE: 'key', TWIG_API_KEY: '' } });

    expect(settings.apiKey).toEqual({
      value: 'from a file\n',
      origin: { by: 'file', name: 'TWIG_API_KEY_FILE=key' },
    });
  });

  it('lets NAME_FILE serve the variables of twigkit.yaml too', async () => {
    await put(
      'twigkit.yaml',
      `sources: [{ name: A, type: notion, config: { token: "\${NOTION}" } }]`,
    );
    await put('notion', 'secret\r\n');

    const { config } = await read({ env: { NOTION_FILE: 'notion' } });

    expect(config.sources[0]?.config).toEqual({ token: 'secret' });
  });

  it.each([
    ['is missing', { TWIG_API_KEY_FILE: 'nowhere' }, 'setting_file_missing', /TWIG_API_KEY_FILE/],
    ['is empty', { TWIG_API_KEY_FILE: 'empty' }, 'setting_file_empty', /names empty, which is/],
    ['competes', { TWIG_API_KEY_FILE: 'empty', TWIG_API_KEY: 'x' }, 'setting_ambiguous', /Both/],
  ])('refuses a NAME_FILE that %s', async (_, env, code, message) => {
    await put('empty', '\n');

    await expect(read({ env })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('leaves a _FILE variable alone that is none of ours', async () => {
    await expect(read({ env: { SSL_CERT_FILE: 'nowhere' } })).resolves.toBeDefined();
  });

  it.each([
    [{ env: { TWIG_WEBHOOK_SECRET: '' } }, 'TWIG_WEBHOOK_SECRET is set but empty.'],
    [{ env: { TWIG_WEBHOOK_SECRET: ' \n' } }, 'TWIG_WEBHOOK_SECRET is set but empty.'],
    [{ flags: { webhookSecret: '' } }, '--webhook-secret is set but empty.'],
  ])('refuse an empty webhook secret: %j', async (request, message) => {
    await expect(read(request)).rejects.toMatchObject({ code: 'webhook_secret_empty', message });
  });

  it.each([
    [{ TWIG_BASE_URL: 'api.twig.so' }, 'base_url', 'The value of TWIG_BASE_URL is no http'],
    [{ DATABASE_URL: 'mysql://u:hunter2@h/x' }, 'database_url', 'The value of DATABASE_URL is no'],
  ])('refuse an address that is none, without repeating it: %j', async (env, code, message) => {
    const failure = read({ env });

    await expect(failure).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    await expect(failure).rejects.not.toThrow(/hunter2/);
  });
});

describe('accepted webhook secrets', () => {
  const listed = 'webhooks: { secrets: [{ id: old, value: o, not_after: 2031-01-01 }] }';

  it('are the listed ones and the one of the environment, so that a rotation has no gap', async () => {
    await put('twigkit.yaml', listed);

    const { settings, config } = await read({ env: { TWIG_WEBHOOK_SECRET: 'new' } });

    expect(settings.webhookSecret.value).toBe('new');
    expect(acceptedSecrets(settings, config)).toMatchObject([
      { id: 'environment', value: 'new', notAfter: undefined },
      { id: 'old', value: 'o', notAfter: Date.UTC(2031, 0, 1) },
    ]);
  });

  it('name a secret once that both say, with the window of the file', async () => {
    await put('twigkit.yaml', listed);

    const { settings, config } = await read({ env: { TWIG_WEBHOOK_SECRET: 'o' } });

    expect(acceptedSecrets(settings, config)).toMatchObject([
      { id: 'old', notAfter: Date.UTC(2031, 0, 1) },
    ]);
  });
});
