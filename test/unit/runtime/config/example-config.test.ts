import { expect, it } from 'vitest';
import { parseSuite } from '#evals/parse-suite.ts';
import { exampleConfig, exampleSuite } from '#runtime/config/example-config.ts';
import { loadConfig } from '#runtime/config/load-config.ts';

const load = (text: string) => loadConfig({ text, fileName: 'twigkit.yaml', env: {} });

it('is a configuration that loads as it stands', () => {
  const config = load(exampleConfig());

  expect(config.api).toEqual({ baseUrl: undefined, apiKey: undefined });
  expect(config.sources).toMatchObject([{ name: 'Documentation', config: { path: 'docs' } }]);
  expect(config.suites).toMatchObject([{ path: 'evals/docs.yaml' }]);
});

it('still loads when its commented parts are put in', () => {
  const uncommented = exampleConfig().replaceAll(/^( *)# ( *)(?=[-a-z]+:|- )/gm, '$1$2');

  const config = loadConfig({
    text: uncommented,
    fileName: 'twigkit.yaml',
    env: { TWIG_WEBHOOK_SECRET: 'x' },
  });

  expect(config.sources.map(({ type }) => type)).toEqual(['file', 'website']);
  expect(config.webhooks.secrets).toHaveLength(1);
});

it.each(['a: b', '"quoted" # hash', '*star', 'true', '{x}'])('quotes the name %j', (name) => {
  const config = load(exampleConfig({ name, folder: name, suite: name }));

  expect(config.sources[0]).toMatchObject({ name, config: { path: name } });
  expect(config.suites[0]?.path).toBe(name);
});

it('comes with a suite that asks for the document it is given', () => {
  const text = exampleSuite({ path: 'docs/a: b.md', question: 'What is "x"?' });

  expect(parseSuite(text, 'evals/docs.yaml').questions).toMatchObject([
    { text: 'What is "x"?', targets: [{ path: 'docs/a: b.md' }] },
  ]);
});
