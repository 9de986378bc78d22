import { describe, expect, it } from 'vitest';
import { FixInputError } from '#core/errors.ts';
import type { ConfigFault } from '#runtime/config/config-fault.ts';
import { configSchema } from '#runtime/config/config-schema.ts';
import { sections } from '#runtime/config/config-sections.ts';
import { loadConfig } from '#runtime/config/load-config.ts';

type Env = Readonly<Record<string, string | undefined>>;

const read = (text: string, env: Env = {}) => loadConfig({ text, fileName: 'twigkit.yaml', env });

function faultsOf(text: string, env: Env = {}): readonly string[] {
  const error = errorOf(text, env);
  // `configInvalid` puts the faults there.
  const faults = error.cause as readonly ConfigFault[];
  return faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

function errorOf(text: string, env: Env = {}): FixInputError {
  try {
    read(text, env);
  } catch (error) {
    if (error instanceof FixInputError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

const wholeFile = `
api: { base_url: "\${TWIG_BASE_URL:-}", api_key: "\${TWIG_API_KEY:-}" }
sources:
  - name: Product documentation
    type: website
    config: { url: https://docs.example.com, max_pages: 1000, include: [], headers: {} }
    sync_frequency: daily
    delivery: auto
  - name: Handbook
    type: file
    config: { path: docs, include: ["**/*.md"] }
    sync_frequency: "0 6 * * mon-fri Europe/Berlin"
    delivery: push
    namespace: handbook
    anchors: mkdocs
    restricted: include
    public: false
chunking: { max_tokens: 300, overlap_tokens: 20, encoding: o200k }
webhooks:
  secrets:
    - { id: current, value: "\${TWIG_WEBHOOK_SECRET}", not_before: null, not_after: 2031-01-31T00:00:00Z }
  scheme: twig
suites: [{ path: evals/docs.yaml, agent: agent_x, on: [datasource.processed, agent.updated], baseline: evals/baseline.json }]
`;

describe('loadConfig', () => {
  it('reads every key of the file', () => {
    const config = read(wholeFile, { TWIG_WEBHOOK_SECRET: 'a secret', TWIG_API_KEY: 'twigsk_x' });

    expect(config.api).toEqual({ baseUrl: undefined, apiKey: 'twigsk_x' });
    expect(config.sources[1]).toEqual({
      name: 'Handbook',
      type: 'file',
      config: { path: 'docs', include: ['**/*.md'] },
      syncFrequency: { cron: '0 6 * * mon-fri', timeZone: 'Europe/Berlin' },
      delivery: 'push',
      namespace: 'handbook',
      anchors: 'mkdocs',
      restricted: 'include',
      public: false,
    });
    expect(config.chunking).toEqual({ maxTokens: 300, overlapTokens: 20, encoding: 'o200k' });
    expect(config.webhooks.secrets).toEqual([
      {
        id: 'current',
        value: 'a secret',
        notBefore: undefined,
        notAfter: Date.UTC(2031, 0, 31),
      },
    ]);
    expect(config.suites[0]?.on).toEqual(['data_source.synced', 'agent.updated']);
  });

  it.each([
    ['an empty file', ''],
    ['a file of comments', '# nothing yet\n'],
    ['sections without content', 'api:\nsources:\nchunking:\nmodels:\nwebhooks:\nsuites:\n'],
    ['a byte order mark', '\uFEFFsources: []\n'],
  ])('gives defaults for %s', (_, text) => {
    expect(read(text)).toEqual({
      api: { baseUrl: undefined, apiKey: undefined },
      sources: [],
      chunking: { maxTokens: 512, overlapTokens: 50, encoding: 'cl100k' },
      models: {},
      webhooks: { secrets: [], scheme: 'twig' },
      suites: [],
      evals: { quietMs: 60_000, longestWaitMs: 900_000, concurrency: 1, runsPerDay: 200 },
      notify: { webhooks: [] },
      publish: {},
    });
  });

  it('reads how evals are paced and who is told, and leaves out what has no address or token', () => {
    const config = read(`
evals: { quiet: 2h, max_wait: 5m, runs_per_day: 12 }
notify:
  webhooks: [{ url: "\${HOOK:-}", secret: s }, { url: "https://ci.example.com/evals", secret: t }]
  slack: { token: "\${SLACK:-}", channel: C1 }
publish: { url: "https://sync.example.com/" }
`);

    expect(config.evals).toEqual({
      quietMs: 300_000,
      longestWaitMs: 300_000,
      concurrency: 1,
      runsPerDay: 12,
    });
    expect(config.notify).toEqual({
      webhooks: [{ url: 'https://ci.example.com/evals', secret: 't' }],
      slack: undefined,
    });
    expect(config.publish.url).toBe('https://sync.example.com');
  });

  it('fills in what a source does not say', () => {
    const [source] = read('sources: [{ name: Docs, type: file }]').sources;

    expect(source).toEqual({
      name: 'Docs',
      type: 'file',
      config: {},
      syncFrequency: 'manual',
      delivery: 'auto',
      namespace: 'default',
      anchors: 'github',
      restricted: 'skip',
      public: undefined,
    });
  });

  it('takes the source types that it is given', () => {
    const text = 'sources: [{ name: Wiki, type: wiki }]';

    const config = loadConfig({ text, fileName: 'x', env: {}, sourceTypes: ['wiki'] });

    expect(config.sources[0]?.type).toBe('wiki');
    expect(() => read(text)).toThrow(/found "wiki", expected one of website, file/);
  });

  it('reports every fault at once, in the order of the file, aligned for a terminal', () => {
    const text = [
      'sources:',
      '  - name: Docs',
      '    type: file',
      '    syncfrequency: daily',
      '  - name: Site',
      '    type: website',
      '    sync_frequency: weekly-ish',
    ].join('\r\n');

    const error = errorOf(text);

    expect(error.code).toBe('config_invalid');
    expect(error.message).toBe(
      [
        'twigkit.yaml is not right (2 faults):',
        '  twigkit.yaml:4:5   found "syncfrequency", which is no key of a source. Did you mean "sync_frequency"?',
        '  twigkit.yaml:7:21  found "weekly-ish", expected one of hourly, daily, weekly, manual or a cron line. Write: sync_frequency: weekly',
      ].join('\n'),
    );
    expect(error.hint).toContain('twigkit.yaml');
  });

  it.each([
    ['a missing type', 'sources:\n  - name: A', '2:5 found no "type", expected one of website'],
    ['an empty name', 'sources: [{ name: "", type: file }]', '1:19 found an empty text, expected'],
    ['a list for a mapping', 'api: [x]', '1:6 found a list, expected a mapping. Write: api: {'],
    ['a mapping for a list', 'suites: { path: x }', '1:9 found a mapping, expected a list.'],
    ['an empty list item', 'sources:\n  -\n', 'found nothing, expected a mapping.'],
    ['a text for the whole file', 'hello', '1:1 found "hello", expected a mapping.'],
    ['a number out of range', 'chunking: { max_tokens: 0 }', '1:25 found the number 0, expected'],
    [
      'text for true or false',
      'sources: [{ name: A, type: file, public: "no" }]',
      '1:42 found "no"',
    ],
    ['an address without scheme', 'api: { base_url: api.twig.so }', '1:18 found "api.twig.so"'],
    ['a slip of case', 'sources: [{ name: A, type: Google-Drive }]', 'Write: type: google_drive'],
    [
      'a cron line of four fields',
      'sources: [{ name: A, type: file, sync_frequency: "0 6 * *" }]',
      'expected five cron fields',
    ],
    [
      'an unknown time zone',
      'sources: [{ name: A, type: file, sync_frequency: "0 6 * * * Mars/Base" }]',
      'and a time zone',
    ],
    [
      'a misspelt event',
      'suites: [{ path: x, on: [data_source.sycned] }]',
      'Write: on: [data_source.synced]',
    ],
    [
      'a day that is none',
      'webhooks: { secrets: [{ id: a, value: b, not_after: soon }] }',
      '1:53 found "soon"',
    ],
    [
      'a window that never opens',
      'webhooks: { secrets: [{ id: a, value: b, not_before: 2031-01-01, not_after: 2030-01-01 }] }',
      'expected an instant after not_before',
    ],
    [
      'more overlap than chunk',
      'chunking: { max_tokens: 40 }',
      'found no "overlap_tokens", expected fewer than max_tokens',
    ],
    [
      'a key in the wrong mapping',
      'api_key: x',
      '1:1 found "api_key", which is no key of twigkit.yaml. It belongs to api.',
    ],
    [
      'an option outside config',
      'sources: [{ name: A, type: website, max_pages: 1 }]',
      'options of its connector go under "config"',
    ],
    [
      'a connector’s option that another mapping has too',
      'sources: [{ name: A, type: file, path: docs }]',
      '1:34 found "path", which is no key of a source. Its keys are name',
    ],
    [
      'two secrets of one id',
      'webhooks: { secrets: [{ id: a, value: b }, { id: a, value: c }] }',
      '1:50 found the id "a" again (first on line 1)',
    ],
  ])('says what is wrong with %s', (_, text, expected) => {
    expect(faultsOf(text)).toEqual([expect.stringContaining(expected)]);
  });

  it('refuses two sources of one name even where another fault is', () => {
    const faults = faultsOf(
      'sources:\n  - name: A\n    type: fiel\n  - name: "A "\n    type: file\n',
    );

    expect(faults).toEqual([
      expect.stringMatching(/^3:11 found "fiel".* Write: type: file$/),
      expect.stringMatching(/^4:11 found the name "A " again \(first on line 2\)/),
    ]);
  });

  it('does not call a key missing that is there but misspelt', () => {
    expect(faultsOf('sources: [{ nam: A, type: file }]')).toEqual([
      '1:13 found "nam", which is no key of a source. Did you mean "name"?',
    ]);
  });

  it('never repeats a secret in a message', () => {
    const text = [
      'api: hunter2-api',
      `webhooks: { secrets: [hunter2-a, { id: x, value: "\${S}" }, { id: y, value: 4711 }] }`,
      `sources: [{ name: A, type: "\${S}", delivery: "https://u:hunter2@h/" }]`,
    ].join('\n');

    const { message } = errorOf(text, { S: 'hunter2-env' });

    expect(message).toContain('5 faults');
    expect(message).not.toMatch(/hunter2|4711/);
    expect(message).toContain(`found the value of "\${S}", expected one of website`);
  });

  it('knows the keys of every section that the schema has', () => {
    const schema = configSchema({ sourceTypes: ['file'], webhookSchemes: ['twig'] });
    const { api, sources, chunking, models, webhooks, suites, action, evals, notify, publish } =
      schema.shape;
    const { secrets, signature } = webhooks.unwrap().unwrap().shape;
    const shapes = {
      '': schema.shape,
      api: api.unwrap().unwrap().shape,
      'sources.[]': sources.unwrap().unwrap().element.shape,
      chunking: chunking.unwrap().unwrap().shape,
      models: models.unwrap().unwrap().shape,
      'models.chat': models.unwrap().unwrap().shape.chat.unwrap().unwrap().shape,
      'models.embeddings': models.unwrap().unwrap().shape.embeddings.unwrap().unwrap().shape,
      'models.rerank': models.unwrap().unwrap().shape.rerank.unwrap().unwrap().shape,
      webhooks: webhooks.unwrap().unwrap().shape,
      'webhooks.secrets.[]': secrets.unwrap().unwrap().element.shape,
      'webhooks.signature': signature.unwrap().unwrap().shape,
      'webhooks.signature.timestamp': signature.unwrap().unwrap().shape.timestamp.unwrap().unwrap()
        .shape,
      'suites.[]': suites.unwrap().unwrap().element.shape,
      action: action.unwrap().unwrap().shape,
      evals: evals.unwrap().unwrap().shape,
      notify: notify.unwrap().unwrap().shape,
      'notify.webhooks.[]': notify.unwrap().unwrap().shape.webhooks.unwrap().unwrap().element.shape,
      'notify.slack': notify.unwrap().unwrap().shape.slack.unwrap().unwrap().shape,
      publish: publish.unwrap().unwrap().shape,
    };

    const keys = Object.entries(sections).map(([place, section]) => [place, section.keys]);

    expect(Object.fromEntries(keys)).toEqual(
      Object.fromEntries(
        Object.entries(shapes).map(([place, shape]) => [place, Object.keys(shape)]),
      ),
    );
  });
});

describe('variables in twigkit.yaml', () => {
  const optionOf = (text: string, env: Env = {}) =>
    read(`sources:\n  - name: A\n    type: file\n    config: { value: ${text} }`, env).sources[0]
      ?.config.value;

  it.each([
    [`"\${A}"`, 'one'],
    [`"x-\${A}-\${A}"`, 'x-one-one'],
    [`"\${NONE:-two words}"`, 'two words'],
    [`"\${EMPTY:-three}"`, 'three'],
    [`"\${NONE:-}"`, ''],
    [`"$\${A}"`, `\${A}`],
    [`"$A \${A}$"`, '$A one$'],
    [`'\${A}'`, 'one'],
    [`[1, true, "\${A}"]`, [1, true, 'one']],
  ])('reads %s as %j', (text, expected) => {
    expect(optionOf(text, { A: 'one', EMPTY: '' })).toEqual(expected);
  });

  it('lets no value change the structure or be looked at again', () => {
    const tricky = `a: "b", }\n- c # \${A}`;

    expect(optionOf(`"\${A}"`, { A: tricky })).toBe(tricky);
  });

  it('leaves keys alone', () => {
    expect(optionOf(`{ "\${A}": 1 }`, { A: 'one' })).toEqual(JSON.parse(`{ "\${A}": 1 }`));
  });

  it('takes a number from a variable where a number is due', () => {
    const text = `chunking: { max_tokens: "\${MAX}" }`;

    expect(read(text, { MAX: '200' }).chunking.maxTokens).toBe(200);
    expect(faultsOf(text, { MAX: 'many' })).toEqual([
      `1:25 found the value of "\${MAX}", expected a whole number of at least 1. Write: max_tokens: 512`,
    ]);
  });

  it('names each variable that is not set, its place and the cure', () => {
    const text = `api:\n  api_key: "x\${KEY} \${OTHER}"\n  base_url: \${URL}\n`;

    expect(faultsOf(text, { OTHER: '' })).toEqual([
      `2:14 found "\${KEY}", but the environment variable KEY is not set. Set KEY, or write a default: "\${KEY:-…}".`,
      `2:21 found "\${OTHER}", but the environment variable OTHER is set but empty. Set OTHER, or write a default: "\${OTHER:-…}".`,
      `3:13 found "\${URL}", but the environment variable URL is not set. Set URL, or write a default: "\${URL:-…}".`,
    ]);
  });

  it('does not take inherited properties of the environment for variables', () => {
    expect(faultsOf(`api: { api_key: "\${constructor}" }`)).toEqual([
      expect.stringContaining('the environment variable constructor is not set'),
    ]);
  });

  it.each([
    `"\${A-B}"`,
    `"\${ A }"`,
    `"\${{ secrets.A }}"`,
    `"\${A"`,
    `"\${A:-\${B}}"`,
    `"\${}"`,
  ])('refuses %s instead of guessing', (text) => {
    expect(faultsOf(`api: { api_key: ${text} }`, { A: 'x', B: 'y' })).toEqual([
      expect.stringMatching(/^1:18 found .*(Write: "|expected)/),
    ]);
  });

  it('refuses an empty webhook secret', () => {
    const text = `webhooks: { secrets: [{ id: a, value: "\${S:-}" }] }`;

    expect(faultsOf(text)).toEqual([
      expect.stringContaining(
        `1:39 found "\${S:-}" to be empty, expected a secret that is not empty`,
      ),
    ]);
  });
});

describe('what is not YAML', () => {
  it.each([
    [
      'a colon inside a text',
      'sources:\n  - name: Docs: all\n',
      /^2:\d+ found ": " .* Quote the text/,
    ],
    ['a tab', 'sources:\n\t- name: A\n', /^2:1 found a tab, expected spaces/],
    ['a key twice', 'api:\n  api_key: a\n  api_key: b\n', /^3:3 found "api_key" again/],
    [
      'a bare variable between brackets',
      `api: { api_key: \${X} }`,
      /^1:\d+ found a variable without/,
    ],
    [
      'a bare cron line',
      'sources:\n- sync_frequency: */5 * * * *',
      /^2:\d+ found a text that begins/,
    ],
    ['an open quote', 'api: { api_key: "abc\n', /found a quote that is not closed/],
    ['two documents', 'api:\n---\napi:\n', /^2:1 found a second YAML document/],
    ['a tag', 'api: !secret x', /^1:6 found a YAML tag/],
    ['an alias of nothing', 'api: { base_url: *x }', /^1:18 found "\*x", which YAML takes/],
    ['an alias inside its value', 'sources: &a [*a]', /^1:14 found "\*a", which stands inside/],
  ])('points at %s', (_, text, expected) => {
    expect(faultsOf(text)[0]).toMatch(expected);
  });

  it('stops aliases that multiply', () => {
    const many = (name: string) => Array(10).fill(`*${name}`).join(', ');
    const text = `a: &a [x]\nb: &b [${many('a')}]\nc: &c [${many('b')}]\nd: [${many('c')}]`;

    expect(faultsOf(text)).toEqual([expect.stringContaining('aliases')]);
  });
});
