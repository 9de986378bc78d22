import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, collectAllDataSourceRows, LogLevel } from '@notionhq/client';
import { Ajv, type SchemaObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { collectSource } from '../../support/collect-source.ts';
import { fakeToken } from '../../support/fake-notion/fake-notion.ts';
import { fakeId, withoutDashes } from '../../support/fake-notion/ids.ts';
import { type NotionWorld, openNotionWorld } from './notion-world.ts';

/**
 * What Notion publishes of its API (in its package @notionhq/notion-mcp-server 2.5.2, MIT, see
 * fixtures/LICENSE), cut down to what reads. A witness that is not ours: the fake only confirms its author.
 */
const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
});
const operation = z.object({
  parameters: z.array(z.union([parameter, z.object({ $ref: z.string() })])),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()),
});
const vendor = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), operation)),
    components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
  })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/notion-openapi.json'), 'utf8')),
  );

/**
 * Missing in the description, which is of the version before; Notion's own package declares the first
 * and sends the second itself (see below).
 */
const undescribed: ReadonlySet<string> = new Set([
  '/v1/search {"filter":{"in_trash":true}}',
  '/v1/data_sources/{data_source_id}/query {"sorts":[{"timestamp":"created_time","direction":"ascending"}]}',
]);

/** The body without the parts that the description does not have. */
function describedPart(template: string, body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) => !undescribed.has(`${template} ${JSON.stringify({ [name]: value })}`),
    ),
  );
}

const ajv = new Ajv({ strict: false, formats: { int32: true, uuid: true } });

function schemaIn(content: unknown): SchemaObject | undefined {
  const parsed = z
    .object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) })
    .safeParse(content);
  if (!parsed.success) return undefined;
  const text = JSON.stringify(parsed.data.content['application/json'].schema);
  return JSON.parse(text.replaceAll('#/components/schemas/', '#/definitions/'));
}

function valid(schema: SchemaObject | undefined, value: unknown): string | undefined {
  if (schema === undefined) return undefined;
  const check = ajv.compile({ ...schema, definitions: vendor.components.schemas });
  return check(value) ? undefined : ajv.errorsText(check.errors);
}

function operationOf(method: string, path: string) {
  for (const [template, methods] of Object.entries(vendor.paths)) {
    const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
    const fits = pattern.test(path) && !(template.endsWith('{user_id}') && path.endsWith('/me'));
    if (fits && methods[method]) return { template, operation: methods[method] };
  }
  return undefined;
}

async function busyWorld(): Promise<NotionWorld> {
  const world = await openNotionWorld();
  const { writer, served } = world;
  const home = writer.page({ title: 'Home', markdown: 'Welcome.' });
  writer.childPage(home, { title: 'Child', markdown: 'Child.', isFound: false });
  const source = writer.dataSource({ title: 'Tasks' });
  for (let index = 0; index < 130; index += 1) {
    const relation = Array.from({ length: 30 }, () => ({ id: home.id }));
    writer.row(source, {
      title: `Row ${index}`,
      ...(index === 0 && { properties: { All: { id: 'a', type: 'relation' as const, relation } } }),
    });
  }
  home.markdown += `\n<database url="https://www.notion.so/${withoutDashes(source.databaseId)}">Tasks</database>`;
  home.markdown += `\nBy <mention-user url="user://${fakeId(9, 5)}"/>.`;
  served.state.users.set(fakeId(9, 5), 'Ada');
  writer.page({ title: 'Blocks', markdown: undefined });
  return world;
}

describe("Notion's own description of its API", () => {
  it('allows every request that the connector makes', async () => {
    await using world = await busyWorld();
    const { served } = world;
    const seen = [];
    for (const minutes of [10, 30]) {
      await world.sync({ comments: true, transcripts: true }, minutes);
      seen.push(...served.requests);
    }
    for await (const _ of world.source({ comments: true }).check?.() ?? []);
    seen.push(...served.requests);

    const faults = seen.flatMap(({ method, path, query, body }) => {
      const found = operationOf(method, path);
      if (found === undefined) return [`${method} ${path} is not described`];
      const named = found.operation.parameters.flatMap((one) => ('name' in one ? [one] : []));
      const known = new Set(named.filter((one) => one.in === 'query').map(({ name }) => name));
      const strange = Object.keys(query).filter((name) => !known.has(name));
      const missing = named.filter((one) => one.in === 'query' && one.required && !query[one.name]);
      const sent = describedPart(found.template, body);
      const wrong =
        body === undefined ? undefined : valid(schemaIn(found.operation.requestBody), sent);
      return [
        ...strange.map((name) => `${path} has no parameter ${name}`),
        ...missing.map(({ name }) => `${path} lacks ${name}`),
        ...(wrong === undefined ? [] : [`${path}: ${wrong}`]),
      ];
    });

    expect([...new Set(faults)]).toEqual([]);
    const kinds = new Set(seen.map(({ method, path }) => operationOf(method, path)?.template));
    expect([...kinds].sort()).toEqual(
      [
        '/v1/blocks/{block_id}/children',
        '/v1/comments',
        '/v1/data_sources/{data_source_id}/query',
        '/v1/databases/{database_id}',
        '/v1/pages/{page_id}/markdown',
        '/v1/pages/{page_id}/properties/{property_id}',
        '/v1/search',
        '/v1/users/me',
        '/v1/users/{user_id}',
        ...['/v1/pages/{page_id}'],
      ].sort(),
    );
  });

  it('would refuse a request that is wrong', () => {
    const search = operationOf('post', '/v1/search')?.operation;

    expect(valid(schemaIn(search?.requestBody), { filter: { value: 'database' } })).toMatch(
      /allowed/,
    );
    expect(operationOf('post', '/v1/databases/x/query')).toBeUndefined();
  });

  it('describes the Markdown that the fake answers with', async () => {
    await using world = await busyWorld();
    const page = world.writer.page({ title: 'P', markdown: 'Words.' });
    const answer = await world.served.handle(
      new Request(`${world.served.url}/v1/pages/${page.id}/markdown`, {
        headers: { authorization: `Bearer ${fakeToken}`, 'notion-version': '2026-03-11' },
      }),
    );
    const described = operationOf('get', `/v1/pages/${page.id}/markdown`)?.operation;

    expect(valid(schemaIn(described?.responses['200']), await answer.json())).toBeUndefined();
  });
});

describe("Notion's own package", () => {
  it('reads the same rows of the fake as the connector, in windows of its own', async () => {
    await using world = await openNotionWorld({ queryLimit: 40 });
    const { writer, served, clock } = world;
    const source = writer.dataSource({ title: 'Log' });
    for (let index = 0; index < 150; index += 1) {
      if (index % 5 === 0) await clock.sleep(60_000);
      writer.row(source, { title: `Row ${index}`, isFound: false });
    }
    const client = new Client({
      auth: fakeToken,
      baseUrl: served.url,
      notionVersion: '2026-03-11',
      logLevel: LogLevel.ERROR,
    });

    const questions = () =>
      served.requests
        .filter(({ path }) => path.endsWith('/query'))
        .map(({ body }) =>
          z.object({ sorts: z.unknown(), filter: z.unknown().optional() }).parse(body),
        )
        .map((body) => JSON.stringify(body));
    const rows = await collectAllDataSourceRows(client, { data_source_id: source.id });
    const itsQuestions = new Set(questions());
    served.requests.length = 0;
    const { ids } = await collectSource(world.source());

    expect(rows.map(({ id }) => id).sort()).toEqual(ids.filter((id) => id !== source.id).sort());
    expect(rows).toHaveLength(150);
    expect(new Set(questions())).toEqual(itsQuestions);
  });
});
