import { describe, expect, it } from 'vitest';
import { openSharePoint } from './sharepoint-world.ts';

describe('changes of a library', () => {
  it('renames a folder with 5,000 files without loading one, and tells each where it lies now', async () => {
    const { fake, state, drive, sync, isDownload } = await openSharePoint({ page_size: 999 });
    const folder = state.addItem(drive, { name: 'Plans', isFolder: true });
    const deep = state.addItem(drive, { name: 'Deep', isFolder: true, parent: folder.id });
    for (let at = 0; at < 5_000; at += 1) {
      const parent = at < 4_990 ? folder.id : deep.id;
      state.addItem(drive, { name: `${at}.md`, text: `Plan ${at}`, parent });
    }
    const first = await sync();
    fake.log.length = 0;
    state.editItem(drive, folder.id, { name: 'Plans of 2026' });

    const second = await sync();
    const third = await sync();

    expect([first.items.length, second.items.length, third.items.length]).toEqual([
      5_000, 5_000, 0,
    ]);
    expect(new Set(second.items.map(({ breadcrumb }) => breadcrumb?.slice(2).join(' / ')))).toEqual(
      new Set(['Plans of 2026', 'Plans of 2026 / Deep']),
    );
    const versions = new Map(first.items.map(({ id, version }) => [id, version]));
    expect(second.items.every(({ id, version }) => versions.get(id) === version)).toBe(true);
    expect(second.items[0]?.url).toContain('/Documents/Plans%20of%202026/');
    expect(second.coverages).toEqual(['changes']);
    expect(fake.log.filter(isDownload)).toEqual([]);
    expect(fake.log.filter((line) => line.includes('/children'))).toHaveLength(26);
  }, 60_000);

  it('finds what lies in a folder that is new, although delta shows the folder alone', async () => {
    const { state, drive, sync } = await openSharePoint();
    await sync();
    const top = state.addItem(drive, { name: 'Moved in', isFolder: true });
    const below = state.addItem(drive, { name: 'Deep', isFolder: true, parent: top.id });
    state.addItem(drive, { name: 'a.md', parent: top.id });
    state.addItem(drive, { name: 'b.md', parent: below.id });
    drive.changes.splice(-3);

    const { items } = await sync();

    expect(items.map(({ title, breadcrumb }) => [title, breadcrumb?.slice(2)])).toEqual([
      ['a.md', ['Moved in']],
      ['b.md', ['Moved in', 'Deep']],
    ]);
  });

  it('lists twice after a folder was deleted, for delta may not name what lay in it', async () => {
    const { state, drive, sync } = await openSharePoint();
    const folder = state.addItem(drive, { name: 'Old', isFolder: true });
    state.addItem(drive, { name: 'lost.md', parent: folder.id });
    state.addItem(drive, { name: 'kept.md' });
    await sync();
    state.deleteItem(drive, folder.id, { tellsAll: false });

    const first = await sync();
    const second = await sync();
    const third = await sync();

    expect([first.coverages, second.coverages, third.coverages]).toEqual([
      ['everything'],
      ['everything'],
      ['changes'],
    ]);
    expect([first.names, second.names, third.names]).toEqual([['kept.md'], ['kept.md'], []]);
  });

  it('believes a deletion only after it asked for the file itself', async () => {
    const { state, drive, sync } = await openSharePoint();
    const one = state.addItem(drive, { name: 'one.md' });
    const two = state.addItem(drive, { name: 'two.md' });
    await sync();
    state.deleteItem(drive, one.id);
    state.deleteItem(drive, two.id);
    const shown = drive.items.get(two.id);
    // Restored between the page of changes and the question.
    if (shown) Object.defineProperty(shown, 'isDeleted', { get: firstTrueThenFalse() });

    const { gone, names } = await sync();

    expect(gone).toEqual([`${drive.id}/${one.id}`]);
    expect(names).toEqual(['two.md']);
  });

  it('begins anew where a 410 says so, in the middle of the changes', async () => {
    const { fake, state, drive, sync } = await openSharePoint({ page_size: 2 });
    for (const name of ['a.md', 'b.md', 'c.md', 'd.md']) state.addItem(drive, { name });
    await sync();
    for (const item of [...drive.items.values()].slice(1))
      state.editItem(drive, item.id, { text: 'x' });
    fake.traps.expireAt = 2;

    const { rescans, names, coverages, errors } = await sync();

    expect([rescans, coverages, errors]).toEqual([1, ['everything'], []]);
    expect(new Set(names)).toEqual(new Set(['a.md', 'b.md', 'c.md', 'd.md']));
    expect((await sync()).rescans).toBe(0);
  });

  it('begins at the root where the address of a 410 leads nowhere', async () => {
    const { fake, state, drive, sync } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    await sync();
    fake.expireTokens();
    fake.traps.badLocation = true;

    const { rescans, names, coverages } = await sync();

    expect([rescans, names, coverages]).toEqual([1, ['a.md'], ['everything']]);
  });

  it.each([
    'repeatedLink',
    'endlessPages',
  ] as const)('ends a feed that goes on for ever (%s), deletes nothing, and begins anew', async (trap) => {
    const { fake, state, drive, sync } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    await sync();
    state.addItem(drive, { name: 'b.md' });
    fake.traps[trap] = true;

    const stuck = await sync();
    fake.traps[trap] = false;
    const healed = await sync();

    expect(stuck.errors).toMatchObject([{ code: 'paging_loop' }]);
    expect([stuck.gone, stuck.coverages]).toEqual([[], []]);
    expect(healed.names).toEqual(['a.md', 'b.md']);
    expect(healed.coverages).toEqual(['everything']);
  });

  it('reads the link of an empty last page, and takes the last word on an item', async () => {
    const { fake, state, drive, sync } = await openSharePoint({ page_size: 2 });
    fake.traps.emptyPages = true;
    for (const name of ['a.md', 'b.md', 'c.md']) state.addItem(drive, { name });

    const first = await sync();
    fake.traps.repeatedItems = true;
    state.editItem(drive, [...drive.items.keys()][1] ?? '', { name: 'renamed.md' });
    const second = await sync();

    expect(first.names).toEqual(['a.md', 'b.md', 'c.md']);
    expect([second.names, second.coverages]).toEqual([['renamed.md'], ['changes']]);
  });

  it('goes on with a listing where it was broken off', async () => {
    const { state, drive, connect, cursors, sync } = await openSharePoint({ page_size: 2 });
    for (const name of ['a.md', 'b.md', 'c.md', 'd.md', 'e.md']) state.addItem(drive, { name });
    const source = connect();
    for await (const scope of source.scopes()) {
      for await (const event of source.read(scope, undefined, async () => undefined)) {
        if (event.is !== 'mark') continue;
        cursors.set(scope.id, event.cursor);
        break;
      }
    }

    const { names, coverages } = await sync();

    expect([names, coverages]).toEqual([['b.md', 'c.md', 'd.md', 'e.md'], ['everything']]);
  });

  it('reads only the folders that are wanted, also when one of them is renamed', async () => {
    const { state, drive, sync } = await openSharePoint({
      folders: ['Policies'],
      exclude_folders: ['policies/drafts'],
    });
    const policies = state.addItem(drive, { name: 'Policies', isFolder: true });
    const drafts = state.addItem(drive, { name: 'Drafts', isFolder: true, parent: policies.id });
    state.addItem(drive, { name: 'outside.md' });
    const inside = state.addItem(drive, { name: 'inside.md', parent: policies.id });
    state.addItem(drive, { name: 'draft.md', parent: drafts.id });

    const first = await sync();
    state.editItem(drive, drafts.id, { name: 'Final' });
    const renamed = await sync();
    const [root = ''] = drive.items.keys();
    state.editItem(drive, inside.id, { parent: root });
    const moved = await sync();

    expect(first.names).toEqual(['inside.md']);
    expect([renamed.names, renamed.coverages]).toEqual([['draft.md'], ['changes']]);
    expect(moved.gone).toEqual([`${drive.id}/${inside.id}`]);
  });

  it.each([
    'renamed',
    'deleted',
  ])('knows of a folder that was %s also when the run that saw it was broken off', async (what) => {
    const { state, drive, connect, cursors, sync } = await openSharePoint();
    const folder = state.addItem(drive, { name: 'Drafts', isFolder: true });
    state.addItem(drive, { name: 'inside.md', parent: folder.id });
    state.addItem(drive, { name: 'outside.md' });
    await sync();
    if (what === 'renamed') state.editItem(drive, folder.id, { name: 'Final' });
    else state.deleteItem(drive, folder.id, { tellsAll: false });
    const source = connect();
    for await (const scope of source.scopes()) {
      const reading = source.read(scope, cursors.get(scope.id), async () => undefined);
      await reading.next();
      await reading.return('changes');
    }

    const { names, coverages } = await sync();

    expect([names, coverages]).toEqual(
      what === 'renamed' ? [['inside.md'], ['changes']] : [['outside.md'], ['everything']],
    );
  });

  it('lists everything when the library is renamed, for it is in every breadcrumb', async () => {
    const { state, drive, sync } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    await sync();
    drive.name = 'Papers';

    const { items, coverages } = await sync();

    expect(items.map(({ breadcrumb }) => breadcrumb)).toEqual([['Handbook', 'Papers']]);
    expect([coverages, (await sync()).coverages]).toEqual([['everything'], ['changes']]);
  });

  it('lists everything again now and then', async () => {
    const { state, drive, clock, sync } = await openSharePoint({ full_after_hours: 24 });
    state.addItem(drive, { name: 'a.md' });
    await sync();
    const soon = await sync();
    await clock.sleep(25 * 3_600_000, new AbortController().signal);

    expect([soon.coverages, (await sync()).coverages]).toEqual([['changes'], ['everything']]);
  });

  it('follows the links of another host by its own, and sends the token nowhere else', async () => {
    const { fake, state, drive, sync } = await openSharePoint({ page_size: 1 });
    state.addItem(drive, { name: 'a.md' });
    const { json } = Response;
    // Behind a proxy links name the service itself.
    Response.json = (data, init) => {
      const text = JSON.stringify(data).replaceAll(
        `${fake.url}/v1.0/drives`,
        'https://graph.microsoft.com/v1.0/drives',
      );
      return json.call(Response, JSON.parse(text), init);
    };
    try {
      const { names, errors } = await sync();
      expect([names, errors]).toEqual([['a.md'], []]);
    } finally {
      Response.json = json;
    }
  });
});

function firstTrueThenFalse(): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked <= 1;
  };
}
