import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collectSource } from '../../support/collect-source.ts';
import { type FakeSite, serveFakeConfluence } from '../../support/fake-confluence/fake-site.ts';
import { apiToken, basic, confluenceSource, email } from './confluence-source.ts';

/**
 * Witnesses that were not written here: the vendor's own API descriptions, and a client whose answers
 * are checked by schemas made of them. Both are looked for, and passed over where they are not.
 */
const packageName = process.env.CONFLUENCE_CLIENT ?? 'confluence.js';
const descriptions = process.env.CONFLUENCE_OPENAPI ?? '';

type Call = (parameters?: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;
type Client = Readonly<Record<string, Readonly<Record<string, Call>>>>;

async function findClient(): Promise<
  Readonly<Record<'createV1Client' | 'createV2Client', (config: unknown) => Client>> | undefined
> {
  try {
    return await import(packageName);
  } catch {
    return undefined;
  }
}

const library = await findClient();

/** One of each kind that the connector asks for. */
async function wholeSite() {
  const site = await serveFakeConfluence({ authorization: basic });
  onTestFinished(() => site[Symbol.asyncDispose]());
  const { state } = site;
  const space = state.addSpace('ENG');
  const folder = state.add({ type: 'folder', spaceKey: 'ENG', title: 'Guides' });
  const page = state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Home',
    parentId: folder.id,
    labels: ['howto'],
    readers: { users: ['5b10ac8d82e05b22cc7d4ef5'], groups: ['staff'] },
    storage: `<p><ac:link><ri:user ri:account-id="5b10ac8d82e05b22cc7d4ef6" /></ac:link> <ac:link><ri:page ri:content-title="Elsewhere" ri:space-key="OPS" /></ac:link></p>`,
  });
  state.addSpace('OPS');
  state.add({ type: 'page', spaceKey: 'OPS', title: 'Elsewhere', storage: '<p>Words.</p>' });
  const post = state.add({
    type: 'blogpost',
    spaceKey: 'ENG',
    title: 'News',
    storage: '<p>New.</p>',
  });
  const onPage = { spaceKey: 'ENG', containerId: page.id } as const;
  const footer = state.add({
    type: 'comment',
    ...onPage,
    storage: '<p>Fine.</p>',
    comment: { quoted: undefined, isResolved: false },
  });
  const inline = state.add({
    type: 'comment',
    ...onPage,
    storage: '<p>Why?</p>',
    comment: { quoted: 'words', isResolved: false },
  });
  const file = state.add({
    type: 'attachment',
    ...onPage,
    title: 'a.txt',
    mediaType: 'text/plain',
    bytes: Buffer.from('Text.'),
  });
  return { site, space, folder, page, post, footer, inline, file };
}

/** Everything the connector does: check, read, load, and each document asked for alone. */
async function useConnector(site: FakeSite): Promise<void> {
  const { signal } = new AbortController();
  const source = confluenceSource(site, { public: false, spaces: ['ENG'] });
  for await (const { ok, subject, message } of source.check?.() ?? []) {
    expect([ok, subject, message]).toEqual([true, subject, undefined]);
  }
  const { items } = await collectSource(source);
  expect(items.size).toBe(5);
  for (const item of items.values()) {
    await item.load?.(signal);
    const alone = await source.get?.({ id: 'ENG', title: 'ENG' }, item.id);
    expect(alone).toMatchObject({ id: item.id, version: item.version, url: item.url });
  }
}

describe.skipIf(library === undefined)('a client that was not written here', () => {
  it('reads the fake and finds every answer as documented', async () => {
    const made = await wholeSite();
    const { site, space, folder, page, post, footer, inline, file } = made;
    const config = {
      host: new URL(site.siteUrl).origin,
      auth: { type: 'basic', email, apiToken },
    };
    const v2 = library!.createV2Client(config);
    const v1 = library!.createV1Client(config);
    const id = Number(space.id);

    const answers = {
      spaces: await v2.space?.getSpaces?.({ keys: ['ENG'] }),
      pages: await v2.page?.getPagesInSpace?.({ id, limit: 250, sort: 'id' }),
      posts: await v2.blogPost?.getBlogPostsInSpace?.({ id, limit: 250 }),
      page: await v2.page?.getPageById?.({ id: Number(page.id), bodyFormat: 'storage' }),
      post: await v2.blogPost?.getBlogPostById?.({ id: Number(post.id), bodyFormat: 'storage' }),
      labels: await v2.label?.getPageLabels?.({ id: Number(page.id) }),
      footer: await v2.comment?.getFooterCommentById?.({
        commentId: Number(footer.id),
        bodyFormat: 'storage',
      }),
      inline: await v2.comment?.getInlineCommentById?.({
        commentId: Number(inline.id),
        bodyFormat: 'storage',
      }),
      file: await v2.attachment?.getAttachmentById?.({ id: file.id }),
      folder: await v2.folder?.getFolderById?.({ id: Number(folder.id) }),
      people: await v2.user?.createBulkUserLookup?.({
        body: { accountIds: ['5b10ac8d82e05b22cc7d4ef5'] },
      }),
      readers: await v2.spacePermissions?.getSpacePermissionsAssignments?.({ id }),
      found: await v1.content?.searchContentByCQL?.({
        cql: 'space="ENG" and type=comment',
        expand: ['version', 'container', 'extensions.inlineProperties'],
      }),
      restrictions: await v1.contentRestrictions?.getRestrictionsForOperation?.({
        id: page.id,
        operationKey: 'read',
      }),
    };

    expect(Object.entries(answers).filter(([, answer]) => answer === undefined)).toEqual([]);
    expect(answers.page).toMatchObject({ title: 'Home', body: { storage: {} } });
    expect(answers.pages?.results).toHaveLength(1);
  });
});

interface Operation {
  readonly parameters?: readonly {
    readonly $ref?: string;
    readonly in?: string;
    readonly name?: string;
    readonly schema?: object;
  }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly parameters?: Readonly<Record<string, object>> };
}

function readDescription(file: string): Description {
  // The vendor's file; what is read of it is checked by use.
  return JSON.parse(readFileSync(join(descriptions, file), 'utf8')) as Description;
}

const hasDescriptions = existsSync(join(descriptions, 'openapi-v2.v3.json'));

describe.skipIf(!hasDescriptions)("the vendor's descriptions of the API", () => {
  it('know every request of the connector, and the answers of the fake to them', async () => {
    const { site } = await wholeSite();
    await useConnector(site);
    const known = [
      { base: '/wiki/api/v2', ...prepare('openapi-v2.v3.json') },
      { base: '', ...prepare('swagger.v3.json') },
    ];
    const faults: string[] = [];
    let judged = 0;

    for (const line of new Set(site.log)) {
      const [method = '', address = ''] = line.split(' ');
      const url = new URL(address, site.siteUrl);
      if (url.pathname.startsWith('/file/')) continue;
      const api =
        known.find(({ base }) => base !== '' && url.pathname.startsWith(base)) ?? known[1]!;
      const found = api.find(method.toLowerCase(), url.pathname.slice(api.base.length));
      if (found === undefined) {
        faults.push(`no such operation: ${line}`);
        continue;
      }
      judged += 1;
      const names = new Set(found.parameters.map(({ name }) => name));
      for (const [name, value] of url.searchParams) {
        if (!names.has(name)) faults.push(`no such parameter: ${name} of ${line}`);
        const { schema } = found.parameters.find((one) => one.name === name) ?? {};
        const values: unknown[] = [
          value,
          Number(value),
          value.split(','),
          value.split(',').map(Number),
          value === 'true',
        ];
        if (schema && !values.some((one) => api.judge(schema, one))) {
          faults.push(`${name}=${value} of ${line} is not allowed`);
        }
      }
      if (method !== 'GET' || url.pathname.endsWith('/download')) continue;
      const answer = await fetch(url, { headers: { authorization: basic } });
      const schema = found.answer;
      if (answer.status === 404 || schema === undefined) continue;
      const problem = api.explain(schema, await answer.json());
      if (problem !== undefined) faults.push(`the answer to ${line}: ${problem}`);
    }

    expect(faults).toEqual([]);
    expect(judged).toBeGreaterThan(20);
  });
});

function prepare(file: string) {
  const description = readDescription(file);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: 'api', ...description });
  const compile = (schema: object) =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')));
  return {
    judge: (schema: object, value: unknown): boolean => compile(schema)(value) === true,
    explain(schema: object, value: unknown): string | undefined {
      const check = compile(schema);
      return check(value) === true ? undefined : ajv.errorsText(check.errors).slice(0, 300);
    },
    find(method: string, path: string) {
      for (const [template, operations] of Object.entries(description.paths)) {
        const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
        const operation = operations[method];
        if (!pattern.test(path) || operation === undefined) continue;
        const parameters = (operation.parameters ?? []).map((one) => {
          const key = one.$ref?.split('/').at(-1);
          return key === undefined ? one : { ...one, ...description.components.parameters?.[key] };
        });
        const answer = operation.responses['200']?.content?.['application/json']?.schema;
        return { parameters, answer };
      }
      return undefined;
    },
  };
}
