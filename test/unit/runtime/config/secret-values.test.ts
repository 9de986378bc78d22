import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readConfiguration } from '#runtime/config/read-configuration.ts';
import { secretValues } from '#runtime/config/secret-values.ts';
import { projectFolder } from '../../../support/project-folder.ts';

it('every secret of the configuration is known, and nothing else', async () => {
  const { path: cwd } = projectFolder({
    'twigkit.yaml': `
api: { base_url: "https://user:of-the-address@api.example.com", api_key: key-of-the-file }
models: { chat: { base_url: "https://models.example.com", model: small, api_key: key-of-the-model } }
sources:
  - name: Site
    type: website
    config: { url: "https://docs.example.com", headers: { Authorization: "Basic abc", X-Api-Key: key-in-a-header, accept: text } }
  - name: Wiki
    type: confluence
    config: { email: bot@example.com, api_token: token-of-the-wiki, spaces: [DOCS], auth: { password: deep } }
webhooks: { secrets: [{ id: current, value: whsec-of-the-file }] }
notify:
  webhooks: [{ url: "https://ci.example.com/evals", secret: secret-of-the-notice }]
  slack: { token: xoxb-of-slack, channel: C1 }
`,
  });

  const values = secretValues(
    await readConfiguration({
      cwd,
      env: {
        TWIG_WEBHOOK_SECRET: 'whsec-of-the-environment',
        DATABASE_URL: 'postgres://twig:of-the-database@db/twig',
      },
      readFile: (path) => readFile(path, 'utf8'),
    }),
  );

  expect([...values].sort()).toEqual([
    'Basic abc',
    // The scheme is no part of the secret, and the secret may be told without it.
    'abc',
    'deep',
    'key-in-a-header',
    'key-of-the-file',
    'key-of-the-model',
    'of-the-address',
    'of-the-database',
    'secret-of-the-notice',
    'token-of-the-wiki',
    'whsec-of-the-environment',
    'whsec-of-the-file',
    'xoxb-of-slack',
  ]);
});
