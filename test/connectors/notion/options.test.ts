import { describe, expect, it } from 'vitest';
import type { Finding } from '#core/connector.ts';
import type { JsonObject } from '#core/json.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { notion } from '../../../connectors/notion/index.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { openNotionWorld } from './notion-world.ts';

function connect(config: JsonObject) {
  return notion.connect(config, {
    http: async () => ({ status: 500, headers: {}, body: new Uint8Array() }),
    clock: manualClock(),
    signal: new AbortController().signal,
    folder: '/',
    notebook: createMemoryNotebook(),
  });
}

async function findings(config: JsonObject, prepare = (_: unknown) => {}) {
  await using world = await openNotionWorld();
  world.writer.page({ title: 'Home', markdown: 'Welcome.' });
  prepare(world.served.withheld);
  const found: Finding[] = [];
  for await (const finding of world.source(config).check?.() ?? []) found.push(finding);
  return found;
}

describe('the options of the Notion connector', () => {
  it.each([
    [{}, /token: write the token/],
    [{ token: '' }, /token: write the token/],
    [{ token: 'x', roots: ['Handbook'] }, /roots\.0: write the address or the id/],
    [{ token: 'x', base_url: 'api.notion.com' }, /base_url: write the address/],
    [{ token: 'x', page_size: 500 }, /page_size: write 100 or less/],
    [{ token: 'x', root: [] }, /did you mean "roots"/],
    [{ token: 'x', content: 'html' }, /content: write auto or blocks/],
  ])('say of %j what to write', (config, message) => {
    expect(() => connect(config)).toThrow(message);
  });

  it.each([
    'https://www.notion.so/acme/Handbook-0123456789abcdef0123456789abcdef?pvs=4',
    'https://www.notion.so/0123456789abcdef0123456789abcdef?v=ffffffffffffffffffffffffffffffff',
    '01234567-89ab-cdef-0123-456789abcdef',
    '0123456789ABCDEF0123456789ABCDEF',
  ])('take %s for a root', async (root) => {
    const scopes = [];
    for await (const scope of connect({ token: 'x', roots: [root] }).scopes())
      scopes.push(scope.id);

    expect(scopes).toEqual(['01234567-89ab-cdef-0123-456789abcdef']);
  });
});

describe('the check of the Notion connector', () => {
  it('finds nothing to say where all is well', async () => {
    expect((await findings({ comments: true })).map(({ ok, subject }) => [ok, subject])).toEqual([
      [true, 'use the token'],
      [true, 'find shared pages'],
      [true, 'read content'],
      [true, 'read comments'],
    ]);
  });

  it('says that the token is not accepted, and tries nothing else', async () => {
    expect(await findings({ token: 'ntn_wrong' })).toEqual([
      {
        ok: false,
        subject: 'use the token',
        message: expect.stringMatching(/does not accept.*Copy the token/),
      },
    ]);
  });

  it.each([
    ['content', 'find shared pages', /Read content/],
    ['comments', 'read comments', /Read comments/],
  ] as const)('names the capability "%s" where it is missing', async (capability, subject, message) => {
    const found = await findings({ comments: true }, (withheld) => {
      if (withheld instanceof Set) withheld.add(capability);
    });

    expect(found.find(({ ok }) => !ok)).toMatchObject({
      subject,
      message: expect.stringMatching(message),
    });
  });

  it('says how to share a root that is not shared', async () => {
    const found = await findings({ roots: ['0123456789abcdef0123456789abcdef'] });

    expect(found.find(({ ok }) => !ok)?.message).toMatch(/Connections and add the connection/);
  });
});
