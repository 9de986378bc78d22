import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect } from '../../support/collect.ts';
import { user } from '../../support/fake-graph/state.ts';
import { siteUrl } from './sharepoint-source.ts';
import { openSharePoint } from './sharepoint-world.ts';

/** Microsoft's own metadata of the API, in the part that is used here; see extract-graph-types.ts. */
interface GraphTypes {
  readonly roots: Readonly<Record<string, string>>;
  readonly delta: readonly string[];
  readonly types: Readonly<Record<string, GraphType>>;
}
interface GraphType {
  readonly isOpen?: boolean;
  readonly base?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly navigation: Readonly<Record<string, string>>;
}
const fixture = join(import.meta.dirname, 'fixtures/graph-types.json');
const graph: GraphTypes = JSON.parse(readFileSync(fixture, 'utf8'));

/** The type of a property or of where a navigation leads; undefined when there is none of that name. */
function memberOf(type: string, name: string): string | undefined {
  const found = graph.types[type];
  if (!found) throw new Error(`${type} is not in the fixture.`);
  return (
    found.properties[name] ??
    found.navigation[name] ??
    (found.base === undefined ? undefined : memberOf(found.base, name))
  );
}

const single = (type: string) => type.replace(/^Collection\((.*)\)$/, '$1');

/** What an address leads to, going by the metadata alone. */
function typeAt(path: string): string {
  const [root = '', ...segments] = path.split('/').map(decodeURIComponent);
  let type = `Collection(${graph.roots[root]})`;
  expect(graph.roots[root], root).toBeDefined();
  for (const segment of segments) {
    if (segment === 'microsoft.graph.sitePage') {
      expect(graph.types.sitePage?.base).toBe(type);
      type = 'sitePage';
    } else if (segment === 'delta') {
      expect(graph.delta, path).toContain(type);
      type = `Collection(${single(type)})`;
    } else if (type.startsWith('Collection(')) {
      // A site is also found by its host and path, of which the metadata says nothing.
      if (segment.includes(':') || segment === 'contoso.sharepoint.com') return single(type);
      type = single(type);
    } else {
      const next = memberOf(type, segment);
      expect(next, `${segment} of ${type} in ${path}`).toBeDefined();
      type = next ?? '';
    }
  }
  return type;
}

/** Every property of an answer is one that its type has. */
function assertShape(value: unknown, type: string, at: string): void {
  if (Array.isArray(value)) {
    for (const one of value) assertShape(one, single(type), at);
    return;
  }
  if (typeof value !== 'object' || value === null || !graph.types[single(type)]) return;
  const named = '@odata.type' in value ? String(value['@odata.type']) : undefined;
  const own = named?.replace('#microsoft.graph.', '') ?? single(type);
  for (const [name, inner] of Object.entries(value)) {
    if (name.includes('@')) continue;
    const member = memberOf(own, name);
    if (member === undefined && graph.types[own]?.isOpen) continue;
    expect(member, `${name} of ${own} in ${at}`).toBeDefined();
    assertShape(inner, member ?? '', `${at}.${name}`);
  }
}

/** Everything the connector does: check, read, load, each document asked for alone; then changes. */
async function useConnector() {
  const world = await openSharePoint({
    public: false,
    subsites: true,
    sites: [siteUrl, 'https://contoso.sharepoint.com'],
    users: ['ada@example.com'],
    lists: ['FAQ'],
  });
  const { fake, state, site, drive } = world;
  fake.tokens.roles = ['Sites.FullControl.All'];
  state.addSite('', 'Root');
  const mine = state.addDrive({ name: 'OneDrive', user: 'ada@example.com' });
  const source = world.connect({ drives: [mine.id] });
  const folder = state.addItem(drive, {
    name: 'Plans',
    isFolder: true,
    permissions: [user('bob')],
  });
  state.addItem(drive, { name: 'a.md', text: 'A', parent: folder.id });
  state.addItem(drive, { name: 'b.pptx', text: 'B', facets: { malware: { description: 'x' } } });
  state.addItem(drive, { name: 'c.pptx', text: 'C', converted: new TextEncoder().encode('%PDF') });
  const pages = state.addList({ siteId: site.id, name: 'Site Pages', template: 'webPageLibrary' });
  const part = {
    '@odata.type': '#microsoft.graph.standardWebPart',
    webPartType: 'x',
    data: { title: 'Links', serverProcessedContent: { links: [{ key: 'a', value: 'b' }] } },
  };
  const text = { '@odata.type': '#microsoft.graph.textWebPart', innerHtml: '<p>x</p>' };
  state.addListItem(pages, {
    fields: { Title: 'Page', _UIVersionString: '1.0' },
    page: {
      titleArea: { textAboveTitle: 'x' },
      publishingState: { level: 'published', versionId: '1.0' },
      canvasLayout: {
        horizontalSections: [{ columns: [{ webparts: [text] }] }],
        verticalSection: { webparts: [part] },
      },
    },
  });
  const drafted = state.addListItem(pages, { fields: { Title: 'Draft', _UIVersionString: '2.1' } });
  drafted.versions.set('2.0', { CanvasContent1: '<p>Old</p>' });
  const columns = [{ name: 'Title', displayName: 'Title', text: { textType: 'plain' } }];
  state.addListItem(state.addList({ siteId: site.id, name: 'FAQ', columns }), {
    fields: { Title: 'Why' },
  });

  for await (const { ok, subject, message } of source.check?.() ?? []) {
    expect([ok, subject, message]).toEqual([true, subject, undefined]);
  }
  const { items, errors } = await world.sync(source);
  expect(errors).toEqual([]);
  expect(items).toHaveLength(6);
  for (const item of items) await world.load(item);
  const scopes = await collect(source.scopes());
  for (const item of items) {
    const scope = scopes.find(({ id }) => item.id.startsWith(id.replace(/^\w+:/, '')));
    expect(await source.get?.(scope ?? { id: '', title: '' }, item.id)).toMatchObject({
      version: item.version,
    });
  }
  const added = state.addItem(drive, { name: 'Later', isFolder: true });
  state.addItem(drive, { name: 'd.md', parent: added.id });
  await world.sync(source);
  return { fake, token: [...fake.tokens.good][0] ?? '' };
}

describe("Microsoft's published metadata", () => {
  /** Paths with their queries, each once, those within a batch too; and what they are answered. */
  async function observe() {
    const { fake, token } = await useConnector();
    const asked = new Set<string>();
    for (const request of fake.requests) {
      const url = new URL(request.url);
      if (!url.pathname.startsWith('/v1.0/')) continue;
      const below = url.pathname.slice('/v1.0/'.length);
      if (below !== '$batch') asked.add(`${below}${url.search}`);
      else {
        const { requests }: { requests: { url: string }[] } = await request.clone().json();
        for (const one of requests) asked.add(one.url.slice(1));
      }
    }
    const headers = { authorization: `Bearer ${token}` };
    const answers = new Map<string, unknown>();
    for (const path of asked) {
      const answer = await fetch(`${fake.url}/v1.0/${path}`, { headers, redirect: 'manual' });
      if (answer.status === 200) answers.set(path, await answer.json());
    }
    return { asked: [...asked], answers };
  }

  it('knows every address that the connector asks for', async () => {
    const { asked } = await observe();
    const kinds = new Set(asked.map((path) => typeAt(path.split('?')[0] ?? '')));
    expect([...kinds].sort()).toEqual([
      'Collection(columnDefinition)',
      'Collection(drive)',
      'Collection(driveItem)',
      'Collection(list)',
      'Collection(listItem)',
      'Collection(permission)',
      'Collection(site)',
      'Edm.Stream',
      'drive',
      'driveItem',
      'listItem',
      'listItemVersion',
      'site',
      'sitePage',
    ]);
  });

  it('knows every field that is selected, and everything that is expanded', async () => {
    const { asked } = await observe();
    let count = 0;
    for (const path of asked) {
      const url = new URL(path, 'https://graph.microsoft.com/v1.0/');
      const type = single(typeAt(path.split('?')[0] ?? ''));
      const fields = url.searchParams.get('$select')?.split(',') ?? [];
      const expanded = url.searchParams.get('$expand')?.replace(/\(.*$/, '');
      for (const name of expanded === undefined ? fields : [...fields, expanded]) {
        expect(memberOf(type, name), `${name} of ${type}`).toBeDefined();
        count += 1;
      }
      const allowed = /^(?:\$select|\$expand|\$top|\$skiptoken|token|format)$/;
      for (const name of url.searchParams.keys()) expect(name).toMatch(allowed);
    }
    expect(count).toBeGreaterThan(100);
  });

  it('knows every property that the fake answers with', async () => {
    const { answers } = await observe();
    expect(answers.size).toBeGreaterThan(20);
    for (const [path, answer] of answers) {
      const type = typeAt(path.split('?')[0] ?? '');
      const isList = type.startsWith('Collection(');
      const shown = isList ? (answer as { readonly value: unknown }).value : answer;
      assertShape(shown, type, path);
    }
  });
});

type Call = (...parameters: unknown[]) => Request & Promise<Record<string, unknown>>;
type Request = Readonly<Record<'get' | 'post' | 'select' | 'top' | 'header' | 'expand', Call>>;
interface GraphClientLibrary {
  readonly Client: {
    init(options: Readonly<Record<string, unknown>>): { api(path: string): Request };
  };
}

// Its own types need a package of all of Graph's; what is used of it stands above.
const library = createRequire(import.meta.url)(
  '@microsoft/microsoft-graph-client',
) as GraphClientLibrary;

describe("Microsoft's own client", () => {
  it('reads the fake: its pages, its delta links, its batches and its refusals', async () => {
    const { fake, state, drive, sync } = await openSharePoint({ page_size: 2 });
    for (const name of ['a.md', 'b.md', 'c.md']) state.addItem(drive, { name, text: name });
    await sync();
    const [token = ''] = fake.tokens.good;
    const client = library.Client.init({
      baseUrl: `${fake.url}/`,
      customHosts: new Set([new URL(fake.url).hostname]),
      authProvider: (done: (error: unknown, token: string) => void) => done(null, token),
      // It gives its token to https alone.
      fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    });
    // It takes addresses of https alone for whole ones.
    const below = (link: unknown) => String(link).replace(`${fake.url}/v1.0`, '');
    fake.throttle = { count: 1, retryAfter: '1' };

    const site = await client.api('/sites/contoso.sharepoint.com:/sites/handbook').get();
    let page = await client.api(`/drives/${drive.id}/root/delta`).top(2).get();
    const shown = [page.value];
    while (page['@odata.nextLink']) {
      page = await client.api(below(page['@odata.nextLink'])).get();
      shown.push(page.value);
    }
    state.addItem(drive, { name: 'd.md', text: 'd' });
    const changed = await client.api(below(page['@odata.deltaLink'])).get();
    const [itemId = ''] = [...drive.items.keys()].slice(1);
    const requests = [
      { id: '1', method: 'GET', url: `/drives/${drive.id}/items/${itemId}/permissions` },
    ];
    const batch = await client.api('/$batch').post({ requests });
    const missing = client.api(`/drives/${drive.id}/items/none`).get();

    expect(site.displayName).toBe('Handbook');
    expect(shown.flat()).toMatchObject(['root', 'a.md', 'b.md', 'c.md'].map((name) => ({ name })));
    expect(changed.value).toMatchObject([{ name: 'root' }, { name: 'd.md' }]);
    expect(batch.responses).toMatchObject([{ id: '1', status: 200 }]);
    await expect(missing).rejects.toMatchObject({ statusCode: 404, code: 'itemNotFound' });
  });
});
