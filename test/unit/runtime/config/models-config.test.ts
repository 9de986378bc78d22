import { describe, expect, it } from 'vitest';
import { explainConfig } from '#runtime/config/explain-config.ts';
import { readConfiguration } from '#runtime/config/read-configuration.ts';
import { caught } from '../../../support/caught.ts';

type Files = Readonly<Record<string, string>>;

function read(text: string, env: Files = {}, files: Files = {}) {
  const readFile = (path: string) => {
    const found = path.endsWith('twigkit.yaml') ? text : files[path];
    return found === undefined
      ? Promise.reject(Object.assign(new Error('none'), { code: 'ENOENT' }))
      : Promise.resolve(found);
  };
  return readConfiguration({ env, cwd: '/project', readFile });
}

const whole = `models:
  chat: { base_url: http://127.0.0.1:11434/v1, model: llama3.2, api_key: "\${KEY:-}", input_usd_per_million: 0.15, output_usd_per_million: 0.6 }
  embeddings: { base_url: https://api.openai.com/v1, model: text-embedding-3-small, api_key: sk-0123456789abcdef, dimensions: 384, cut_dimensions: true }
  rerank: { base_url: http://127.0.0.1:8000/v1, model: bge }
`;

describe('models', () => {
  it('are read from the file', async () => {
    expect((await read(whole, { KEY: 'sk-1' })).models).toEqual({
      chat: {
        baseUrl: 'http://127.0.0.1:11434/v1',
        model: 'llama3.2',
        apiKey: 'sk-1',
        inputUsdPerMillion: 0.15,
        outputUsdPerMillion: 0.6,
      },
      embeddings: {
        baseUrl: 'https://api.openai.com/v1',
        model: 'text-embedding-3-small',
        apiKey: 'sk-0123456789abcdef',
        dimensions: 384,
        cutDimensions: true,
      },
      rerank: { baseUrl: 'http://127.0.0.1:8000/v1', model: 'bge', apiKey: undefined },
    });
  });

  it('are none where the address is empty', async () => {
    const text = `models: { chat: { base_url: "\${CHAT_URL:-}", model: llama3.2 } }`;

    expect((await read(text)).models.chat).toBeUndefined();
  });

  it('for chat may come from the environment, which goes before the file', async () => {
    const env = {
      TWIGKIT_CHAT_URL: 'http://gpu:8000/v1',
      TWIGKIT_CHAT_MODEL: 'qwen3',
      TWIGKIT_CHAT_KEY_FILE: '/run/secrets/chat',
    };
    const files = { '/run/secrets/chat': 'sk-from-file\n' };
    const chat = { baseUrl: 'http://gpu:8000/v1', model: 'qwen3', apiKey: 'sk-from-file' };

    expect((await read('', env, files)).models.chat).toMatchObject(chat);
    expect((await read(whole, env, files)).models.chat).toMatchObject({
      ...chat,
      inputUsdPerMillion: 0.15,
    });
  });

  it.each([
    [{ TWIGKIT_CHAT_URL: 'http://gpu:8000/v1' }, 'chat_model_missing'],
    [{ TWIGKIT_CHAT_URL: 'gpu:8000', TWIGKIT_CHAT_MODEL: 'x' }, 'chat_url'],
  ])('from %j are refused', async (env, code) => {
    expect(await caught(read('', env))).toHaveProperty('code', code);
  });

  it.each([
    ['chat: { base_url: localhost, model: x }', 'an http or https address'],
    ['chat: { base_url: http://x/v1 }', 'the name of a model'],
    ['chat: { base_url: http://x/v1, model: m, input_usd_per_million: free }', 'US dollars'],
    ['embeddings: { base_url: http://x/v1, model: m }', 'a whole number of at least 1'],
    ['rerank: { base_url: http://x/v1, model: m, dimension: 3 }', 'no key of a reranking model'],
  ])('written as %s are refused with what was expected', async (text, expected) => {
    const error = await caught(read(`models: { ${text} }`));

    expect(error).toMatchObject({ code: 'config_invalid' });
    expect(String(error)).toContain(expected);
  });

  it('are shown without their keys', async () => {
    const explained = explainConfig(await read(whole, { KEY: 'sk-1' }));

    expect(explained).toContain('  chat llama3.2 at http://127.0.0.1:11434/v1, key …\n');
    expect(explained).toContain('key …cdef, 384 dimensions\n');
    expect(explained).toContain('  rerank bge at http://127.0.0.1:8000/v1, no key\n');
    expect(explained).not.toContain('0123456789');
  });
});
