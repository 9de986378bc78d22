import { describe, expect, it } from 'vitest';
import { caught } from '../../../support/caught.ts';
import { headings, outline, parseFile } from '../../../support/parsed.ts';

const api = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1', description: '# Hello\nAll about pets.' },
  servers: [{ url: 'https://api.example.com' }],
  paths: {
    '/pets/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      get: {
        summary: 'Get a pet',
        description: '# Use\nReturns **one** pet.\n```sh\n# get\n```',
        responses: {
          200: {
            description: 'Found',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
          },
        },
      },
    },
  },
  components: {
    parameters: { Id: { name: 'id', in: 'path', required: true, schema: { type: 'integer' } } },
    schemas: {
      Pet: {
        type: 'object',
        required: ['kind'],
        properties: {
          kind: { type: 'string', enum: ['cat', 'dog'] },
          parent: { $ref: '#/components/schemas/Pet' },
        },
      },
      Loop: { $ref: '#/components/schemas/Loop' },
    },
  },
};

describe('the JSON and YAML parser', () => {
  it('makes a reference of an OpenAPI description: operations, parameters, answers, schemas', async () => {
    const parsed = await parseFile('api.json', JSON.stringify(api));

    expect(parsed.title).toBe('Pets');
    expect(headings(parsed)).toEqual([
      '1 Pets #undefined',
      '2 Hello #undefined',
      '2 GET /pets/{id} — Get a pet #undefined',
      '2 Schema Pet #undefined',
      '2 Schema Loop #undefined',
    ]);
    expect(parsed.text).toContain('**Use**\nReturns **one** pet.\n```sh\n# get\n```');
    expect(parsed.text).toContain('| `id` | path | integer | yes |');
    expect(parsed.text).toContain('| 200 | Found | application/json: Pet |');
    expect(parsed.text).toContain('| `kind` | string | yes | One of: cat, dog. |');
    expect(parsed.text).toContain('| `parent` | Pet | no |');
  });

  it('reads the same description as YAML, and Swagger 2', async () => {
    const parsed = await parseFile(
      'api.yaml',
      'swagger: "2.0"\ninfo: {title: Old}\nhost: x.io\nbasePath: /v1\npaths:\n  /a:\n    post:\n      parameters:\n        - {name: q, in: query, type: string, description: The query}\n      responses: {"200": {description: Good, schema: {type: array, items: {type: string}}}}\n',
    );

    expect(parsed.title).toBe('Old');
    expect(parsed.text).toContain('| `q` | query | string | no | The query |');
    expect(parsed.text).toContain('| 200 | Good | array of string |');
  });

  it('keeps other YAML as it is written, divided by its outermost keys', async () => {
    const text = '# about\nname: x\nservices:\n  web:\n    image: a # why\nlist:\n- a\nlast: 1\n';

    const parsed = await parseFile('a.yml', text);

    expect(parsed.text).toBe(text);
    expect(outline(parsed)).toEqual([
      'code: # about\nname: x',
      'heading: services:',
      'code:   web:\n    image: a # why',
      'heading: list:',
      'code: - a',
      'heading: last: 1',
    ]);
    expect(parsed.blocks.flatMap(({ heading }) => heading?.text ?? [])).toEqual([
      'services',
      'list',
      '',
    ]);
  });

  it('divides JSON on one line into lines, letter for letter', async () => {
    const parsed = await parseFile(
      'a.json',
      `{"big":12345678901234567890,"text":"${'x, {y} '.repeat(100)}","deep":{"a":[1,{}]}}`,
    );

    expect(parsed.text).toContain('"big": 12345678901234567890,\n');
    expect(parsed.text).toContain('"deep": {\n    "a": [\n      1,\n      {}\n    ]\n  }\n}');
  });

  it.each([
    ['a.json', '{"a": '],
    ['api.yaml', 'openapi: 3.0.0\npaths: {a: [}\n'],
    ['api.json', '{"openapi": "3.0.0", "paths"'],
  ])('refuses broken data: %s', async (name, text) => {
    await expect(parseFile(name, text)).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code: 'malformed',
      message: expect.stringContaining(name),
    });
  });

  it.each([
    ['a.json', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['a.json', '{"a":'.repeat(100_000)],
    ['api.yaml', `openapi: 3.0.0\npaths: ${'['.repeat(100_000)}`],
  ])('leaves out %s when it is nested 100,000 levels deep', async (name, text) => {
    expect((await parseFile(name, text)).skip?.code).toBe('too_deep');
  });

  it('refuses YAML whose aliases multiply', async () => {
    const levels = Array.from({ length: 12 }, (_, at) =>
      at === 0 ? 'a0: &a0 [x]' : `a${at}: &a${at} [${`*a${at - 1},`.repeat(10)}]`,
    );

    await expect(
      parseFile('api.yaml', `openapi: 3.0.0\n${levels.join('\n')}\npaths: {}\n`),
    ).rejects.toMatchObject({ code: 'malformed' });
  });

  it('gives each value a line and keeps brackets that hold nothing together', async () => {
    const words = 'word '.repeat(110);

    const parsed = await parseFile('a.json', `[{"a": [ ], "b" :{\n},"c":-1.50e+3},"${words}"]`);

    expect(parsed.text).toBe(
      `[\n  {\n    "a": [],\n    "b": {},\n    "c": -1.50e+3\n  },\n  "${words}"\n]`,
    );
  });

  it('refuses values so deep that their lines would be hundreds of times as long', async () => {
    const text = `${'['.repeat(199)}${'1,'.repeat(200_000)}1${']'.repeat(199)}`;

    const failed = await caught(parseFile('a.json', text));

    expect(failed).toMatchObject({ code: 'too_large', hint: 'Divide it, or exclude it.' });
  });

  it('leaves out a store of data', async () => {
    expect((await parseFile('a.json', `["${'x'.repeat(20_000_001)}"]`)).skip?.code).toBe(
      'too_large',
    );
  });

  it('comes to an end with schemas that are made of each other, each property once', async () => {
    const all = Array.from({ length: 30 }, () => ({ $ref: '#/components/schemas/Pump' }));
    const api = {
      openapi: '3.0.0',
      components: {
        schemas: { Pump: { allOf: all, properties: { flow: { type: 'number' } } } },
      },
    };

    const { text } = await parseFile('api.json', JSON.stringify(api));

    expect(text.match(/`flow`/g)).toHaveLength(1);
  });
});
