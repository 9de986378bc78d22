import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { legacyRoutes } from '#twig/api/legacy/routes.ts';
import { openapiDocument } from '#twig/api/openapi/openapi-document.ts';
import { routes } from '#twig/api/routes.ts';
import { validBodies } from '../../support/every-route.ts';
import { openTwigServer } from '../../support/open-twig-server.ts';

const root = resolve(import.meta.dirname, '../../..');
const committed = resolve(root, 'docs/openapi.json');

/** `method path` of every call in the document. */
function callsOf(document: ReturnType<typeof openapiDocument>): readonly string[] {
  return Object.entries(document.paths).flatMap(([path, calls]) =>
    Object.keys(calls).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

describe('the OpenAPI document', () => {
  it('has every call of both generations, and no other', () => {
    const expected = [...Object.values(routes), ...Object.values(legacyRoutes)].map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    );

    expect(expected.length).toBeGreaterThan(50);
    expect([...callsOf(openapiDocument())].sort()).toEqual([...expected].sort());
  });

  it('is committed as it is generated: node scripts/openapi.ts writes it', () => {
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(openapiDocument())),
    );
  });

  it('is clean by an independent linter, and that linter finds what is wrong', () => {
    const redocly = (file: string, input?: string) =>
      spawnSync(resolve(root, 'node_modules/.bin/redocly'), ['lint', file], {
        cwd: root,
        encoding: 'utf8',
        input,
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      });

    const linted = redocly(committed);
    const wrong = redocly('package.json');

    expect(linted.stderr).toContain('Your API description is valid');
    expect(linted.status).toBe(0);
    expect(wrong.status).not.toBe(0);
  }, 60_000);

  it('describes bodies that the server takes, and refuses those that it refuses', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const tried: string[] = [];

    for (const calls of Object.values(openapiDocument().paths)) {
      for (const { operationId, requestBody } of Object.values(calls)) {
        const name = String(operationId);
        const schema = Object(requestBody).content?.['application/json']?.schema;
        if (!schema || !(name in routes)) continue;
        const check = ajv.compile(schema);
        expect([name, check(validBodies[name])]).toEqual([name, true]);
        expect([name, check([])]).toEqual([name, false]);
        tried.push(name);
      }
    }

    expect(tried.sort()).toEqual(Object.keys(validBodies).sort());
  });

  it('is served to everybody at both addresses, but not beside the documents alone', async () => {
    using twig = await openTwigServer();
    using documented = twig.reopen({ profile: 'documented' });
    const headers = { authorization: '' };

    const top = await twig.call('GET', '/openapi.json', { headers });
    const below = await twig.call('GET', '/api/v1/openapi.json', { headers });
    const none = await documented.call('GET', '/openapi.json');

    expect(top.headers.get('content-type')).toContain('application/json');
    expect(await top.json()).toEqual(JSON.parse(JSON.stringify(openapiDocument())));
    expect(below.status).toBe(200);
    expect(none.status).toBe(404);
  });
});
