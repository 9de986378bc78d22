import { expect, it } from 'vitest';
import { explainConfig } from '#runtime/config/explain-config.ts';
import { maskAddress, maskSecret } from '#runtime/config/mask-secret.ts';
import { readConfiguration } from '#runtime/config/read-configuration.ts';

function explain(text: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const readFile = (path: string) =>
    path.endsWith('twigkit.yaml')
      ? Promise.resolve(text)
      : Promise.reject(Object.assign(new Error('none'), { code: 'ENOENT' }));
  return readConfiguration({ env, cwd: '/project', readFile }).then(explainConfig);
}

it('says what is in force and who said it', async () => {
  const text = 'api: { api_key: twigsk_live_0123456789abcdefa1b2 }';

  const explained = await explain(text, { TWIG_BASE_URL: 'https://api.twig.so' });

  expect(explained).toBe(`settings
  base URL        https://api.twig.so        from TWIG_BASE_URL
  API key         twigsk_live_…a1b2          from twigkit.yaml (api.api_key)
  webhook secret  none                       from default
  data folder     .twigkit                   from default
  database        SQLite in the data folder  from default

configuration file
  twigkit.yaml in /project

sources
  none

chunking
  512 tokens at most, 50 overlap, cl100k

models
  chat extractive (answers quote the documents)

webhooks
  scheme twig

suites
  none

evals
  1 min 00 s after the last event, 15 min 00 s after the first at the latest; 1 at a time, 200 a day

notify
  none

GitHub Action
  nothing said: its defaults
`);
});

it('lists what is said to the GitHub Action', async () => {
  const explained = await explain('action: { fail_on: floor, comment: true, time_budget: 20 }');

  expect(explained).toContain(
    'GitHub Action\n  fail_on: floor\n  comment: true\n  time_budget: 20\n',
  );
});

it('lists sources, webhooks and suites', async () => {
  const explained = await explain(
    [
      'sources: [{ name: Docs, type: file, config: { path: docs, max_bytes: 10 }, sync_frequency: daily }]',
      'webhooks: { secrets: [{ id: old, value: short, not_after: 2031-01-01 }] }',
      'suites: [{ path: evals/docs.yaml, baseline: b.json }]',
    ].join('\n'),
  );

  expect(explained).toContain('  Docs: file, daily, delivery auto');
  expect(explained).toContain('    path: "docs"\n    max_bytes: 10\n');
  expect(explained).toContain('  secret old: …, until 2031-01-01T00:00:00.000Z\n');
  expect(explained).toContain('  evals/docs.yaml: on data_source.synced, baseline b.json\n');
});

it('shows no secret, wherever it stands', async () => {
  const explained = await explain(
    [
      'api: { api_key: hunter2hunter2, base_url: "https://u:hunter2@api.example" }',
      'webhooks: { secrets: [{ id: a, value: hunter2 }] }',
      'sources:',
      '  - name: A',
      '    type: website',
      '    config:',
      '      url: https://u:hunter2@example.com/?sig=hunter2',
      '      headers: { X-Anything: hunter2 }',
      '      auth: { user: hunter2 }',
      '      tokens: [hunter2]',
      '      thing: hunter2hunter2hunter2hunter2',
    ].join('\n'),
    { DATABASE_URL: 'postgres://u:hunter2@db/x' },
  );

  expect(explained).not.toContain('hunter2');
  expect(explained).toContain('postgres://u:…@db/x');
});

it.each([
  ['twigsk_live_0123456789abcdef', 'twigsk_live_…cdef'],
  ['twigsk_test_0123456789ab', 'twigsk_test_…'],
  ['0123456789abc', '…9abc'],
  ['0123456789ab', '…'],
  ['', '…'],
])('masks %j as %j', (secret, masked) => {
  expect(maskSecret(secret)).toBe(masked);
});

it.each([
  ['https://api.twig.so/v1', 'https://api.twig.so/v1'],
  ['https://token@host/x', 'https://…@host/x'],
  ['https://host/x?a=1&b=2#c', 'https://host/x?a=…&b=…#c'],
])('masks the address %j as %j', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});
