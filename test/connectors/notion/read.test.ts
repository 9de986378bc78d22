import { describe, expect, it } from 'vitest';
import { collectSource } from '../../support/collect-source.ts';
import { withoutDashes } from '../../support/fake-notion/ids.ts';
import { openNotionWorld } from './notion-world.ts';

describe('the Notion connector', () => {
  it('finds what the search does not: children of pages, rows, children of rows', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const home = writer.page({ title: 'Home', markdown: 'Welcome.' });
    const child = writer.childPage(home, { title: 'Child', markdown: 'In it.', isFound: false });
    const grandchild = writer.childPage(child, { title: 'Grandchild', isFound: false });
    const source = writer.dataSource({
      title: 'Tasks',
      isFound: false,
      parent: { type: 'page_id', page_id: home.id },
    });
    home.markdown += `\n<database url="https://www.notion.so/${withoutDashes(source.databaseId)}">Tasks</database>`;
    const row = writer.row(source, { title: 'Row', isFound: false });
    const inRow = writer.childPage(row, { title: 'In the row', isFound: false });

    const { ids, items, coverage } = await collectSource(world.source());

    expect(new Set(ids)).toEqual(
      new Set([home.id, child.id, grandchild.id, source.id, row.id, inRow.id]),
    );
    expect(coverage).toBe('everything');
    expect(items.get(inRow.id)?.breadcrumb).toEqual(['Home', 'Tasks', 'Row']);
  });

  it('sees an edit of a page that no search shows, without listing everything again', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const home = writer.page({ title: 'Home', markdown: 'Welcome.' });
    const hidden = writer.childPage(home, { title: 'Hidden', markdown: 'Old.', isFound: false });
    await world.sync();
    await world.sync({}, 30);
    writer.edit(hidden, { markdown: 'New words.' });

    const { written } = await world.sync({}, 30);

    expect(written).toEqual([hidden.id]);
    expect(world.held().get(hidden.id)).toContain('New words.');
  });

  it('tells the new breadcrumb of all below a page that was renamed, and reads none of it again', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const top = writer.page({ title: 'Before', markdown: 'Welcome.' });
    const home = writer.childPage(top, { title: 'Home', markdown: 'In it.' });
    const children = Array.from({ length: 300 }, (_, at) =>
      writer.childPage(home, { title: `Child ${at}`, markdown: `Words ${at}.` }),
    );
    const source = writer.dataSource({
      title: 'Tasks',
      parent: { type: 'page_id', page_id: home.id },
    });
    const row = writer.row(source, { title: 'Row', markdown: 'Body.' });
    await world.sync();
    await world.sync({}, 30);
    writer.edit(top, { title: 'After' });

    const renamed = await world.sync({}, 30);
    const next = await world.sync({}, 30);

    const below = [home, ...children, source, row].map(({ id }) => id);
    expect(renamed.described).toEqual(expect.arrayContaining(below));
    const read = renamed.requests.filter((request) => request.includes('/markdown'));
    expect(read.every((request) => request.includes(top.id))).toBe(true);
    expect(renamed.requests.length).toBeLessThan(30);
    expect([renamed.report.failed, renamed.deleted]).toEqual([0, []]);
    expect(world.document(row.id)).toMatchObject({ breadcrumb: ['After', 'Home', 'Tasks'] });
    expect([next.written, next.described, next.report.writeCalls]).toEqual([[], [], 0]);
    expect(next.requests.length).toBeLessThan(renamed.requests.length);
  });

  it('follows a page that was moved below another one', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const one = writer.page({ title: 'One', markdown: 'Words.' });
    const other = writer.page({ title: 'Other', markdown: 'Words.' });
    const moved = writer.childPage(one, { title: 'Moved', markdown: 'Words.' });
    const inside = writer.childPage(moved, { title: 'Inside', markdown: 'Words.' });
    await world.sync();
    await world.sync({}, 30);
    writer.edit(moved, { parent: { type: 'page_id', page_id: other.id } });

    const { described } = await world.sync({}, 30);

    expect(described).toEqual([inside.id]);
    expect(world.document(inside.id)).toMatchObject({ breadcrumb: ['Other', 'Moved'] });
    expect(world.document(moved.id)).toMatchObject({ breadcrumb: ['Other'] });
  });

  it('reads all rows of a data source beyond what one query gives, each once', async () => {
    await using world = await openNotionWorld({ queryLimit: 50 });
    const { writer, clock, served } = world;
    const source = writer.dataSource({ title: 'Log' });
    const rows = [];
    for (let index = 0; index < 230; index += 1) {
      // Seven rows to a minute, so that windows end in the middle of one.
      if (index % 7 === 0) await clock.sleep(60_000);
      rows.push(writer.row(source, { title: `Row ${index}`, isFound: false }).id);
    }

    const { ids, coverage } = await collectSource(world.source());

    expect(ids.filter((id) => id !== source.id).sort()).toEqual([...rows].sort());
    expect(coverage).toBe('everything');
    expect(served.requests.filter(({ path }) => path.endsWith('/query')).length).toBeGreaterThan(4);
  });

  it('asks once for each hundred rows and once for each text, and remembers no more than a time', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const source = writer.dataSource({ title: 'Log' });
    for (let index = 0; index < 1_500; index += 1) {
      writer.row(source, { title: `Row ${index}`, markdown: `Words ${index}.`, isFound: false });
    }

    const { requests, report } = await world.sync();
    const again = await world.sync({}, 25 * 60);

    const count = (kind: string) => requests.filter((request) => request.includes(kind)).length;
    expect([report.added, count('/query'), count('/markdown')]).toEqual([1_501, 15, 1_500]);
    expect(again.requests.length).toBeLessThan(25);
    expect(again.report.writeCalls).toBe(0);
  });

  it('says so when one minute holds more rows than a query gives, and deletes nothing', async () => {
    await using world = await openNotionWorld({ queryLimit: 10 });
    const source = world.writer.dataSource({ title: 'Import' });
    for (let index = 0; index < 30; index += 1) {
      world.writer.row(source, { title: `Row ${index}`, isFound: false });
    }

    const { failed, report } = await world.sync();

    expect(failed).toEqual({ part: 'rows_not_listable' });
    expect(report.complete).toBe(false);
  });

  it('goes on behind an empty answer, and stops at a listing that goes round in circles', async () => {
    await using world = await openNotionWorld();
    const { served, writer } = world;
    for (let index = 0; index < 250; index += 1) writer.page({ title: `Page ${index}` });
    served.traps.emptyAnswers = true;
    const { ids } = await collectSource(world.source());
    served.traps.emptyAnswers = false;
    served.traps.repeatsCursor = true;

    const circling = collectSource(world.source());

    expect(ids).toHaveLength(250);
    await expect(circling).rejects.toMatchObject({ code: 'endless_listing' });
  });

  it('says that a search was cut short, and then calls nothing missing', async () => {
    await using world = await openNotionWorld({ queryLimit: 20 });
    const { writer, clock } = world;
    for (let index = 0; index < 60; index += 1) {
      await clock.sleep(60_000);
      writer.page({ title: `Page ${index}`, markdown: `Words ${index}.` });
    }

    const { limits, deleted, report } = await world.sync();

    expect(limits).toEqual([expect.stringContaining('"roots"')]);
    expect(deleted).toEqual([]);
    expect(report.added).toBe(40);
  });

  it('searches from both ends where one end does not reach', async () => {
    await using world = await openNotionWorld({ queryLimit: 40 });
    const { writer, clock } = world;
    for (let index = 0; index < 60; index += 1) {
      await clock.sleep(60_000);
      writer.page({ title: `Page ${index}` });
    }

    const { ids, coverage } = await collectSource(world.source());

    expect([new Set(ids).size, coverage]).toEqual([60, 'everything']);
  });

  it('reads a page again that was edited within two minutes before it was read', async () => {
    await using world = await openNotionWorld();
    const { writer, clock } = world;
    const page = writer.page({ title: 'Busy', markdown: 'First words.' });
    await world.sync({}, 0.5);
    // The same minute: Notion shows the same time of the edit.
    page.markdown = 'Second words.';

    const second = await world.sync({}, 0.2);
    const third = await world.sync({}, 10);
    const fourth = await world.sync({}, 10);

    expect(second.written).toEqual([page.id]);
    expect(world.held().get(page.id)).toContain('Second words.');
    expect([third.written, fourth.written]).toEqual([[], []]);
    expect(fourth.requests.filter((request) => request.includes('markdown'))).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  it('removes what was put into the trash at once, and what was un-shared after a second look', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const pages = ['One', 'Two', 'Three', 'Four'].map((title) =>
      writer.page({ title, markdown: `${title} words.` }),
    );
    const [one, two] = pages;
    await world.sync();
    writer.edit(one!, { inTrash: true });
    const trashed = await world.sync({}, 30);
    two!.isShared = false;

    const days = [];
    for (let day = 0; day < 3; day += 1) days.push(await world.sync({}, 25 * 60));

    expect(trashed.deleted).toEqual([one!.id]);
    expect(days.flatMap(({ deleted }) => deleted)).toEqual([two!.id]);
  });

  it('removes nothing by trash where Notion does not list it, until everything is listed', async () => {
    await using world = await openNotionWorld();
    const { writer, served } = world;
    const pages = ['One', 'Two', 'Three'].map((title) => writer.page({ title, markdown: title }));
    await world.sync();
    served.withheld.add('trash');
    writer.edit(pages[0]!, { inTrash: true });

    const soon = await world.sync({}, 30);
    const days = [await world.sync({}, 25 * 60), await world.sync({}, 25 * 60)];

    expect([soon.report.complete, soon.deleted]).toEqual([true, []]);
    expect(days.flatMap(({ deleted }) => deleted)).toEqual([pages[0]!.id]);
  });

  it('asks for nothing but listings when nothing changed', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const home = writer.page({ title: 'Home', markdown: 'Welcome.' });
    writer.childPage(home, { title: 'Child', markdown: 'Words.' });
    const source = writer.dataSource({ title: 'Tasks' });
    writer.row(source, { title: 'Row', markdown: 'Body.' });
    await world.sync();

    const soon = await world.sync({}, 30);
    const nextDay = await world.sync({}, 25 * 60);

    for (const { requests, report } of [soon, nextDay]) {
      expect(requests.filter((request) => !/search|query|databases/.test(request))).toEqual([]);
      expect(report.writeCalls).toBe(0);
    }
  });

  it('reads what lies below its roots and nothing else, each root a scope of its own', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const handbook = writer.page({ title: 'Handbook', markdown: 'Rules.' });
    const inside = writer.childPage(handbook, { title: 'Inside', markdown: 'More rules.' });
    // Known to the search alone, two levels below a root.
    const quiet = writer.page({
      title: 'Quiet',
      parent: { type: 'page_id', page_id: inside.id },
      markdown: 'Shown by nobody.',
    });
    const nested = writer.childPage(handbook, { title: 'Nested root', markdown: 'Its own.' });
    const source = writer.dataSource({ title: 'Tasks' });
    const row = writer.row(source, { title: 'Row', markdown: 'A row.' });
    writer.page({ title: 'Elsewhere', markdown: 'Private.' });
    const roots = [
      `https://www.notion.so/Handbook-${withoutDashes(handbook.id)}?pvs=4`,
      nested.id,
      source.databaseId,
    ];

    const { report, failed } = await world.sync({ roots });

    expect([failed, report.complete]).toEqual([{}, true]);
    expect(new Set(world.held().keys())).toEqual(
      new Set([handbook.id, inside.id, quiet.id, nested.id, source.id, row.id]),
    );
  });

  it('announces what lies in a root within a root once, by the nearer one', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const outer = writer.page({ title: 'Outer', markdown: 'Words.' });
    const inner = writer.childPage(outer, { title: 'Inner', markdown: 'Words.' });
    const leaf = writer.childPage(inner, { title: 'Leaf', markdown: 'Words.' });
    const source = writer.dataSource({
      title: 'Tasks',
      parent: { type: 'page_id', page_id: outer.id },
    });
    outer.markdown += `\n<database url="https://www.notion.so/${withoutDashes(source.databaseId)}">Tasks</database>`;
    const row = writer.row(source, { title: 'Row' });

    const { ids } = await collectSource(
      world.source({ roots: [outer.id, inner.id, source.databaseId] }),
    );

    expect(ids.toSorted()).toEqual([outer.id, inner.id, leaf.id, source.id, row.id].toSorted());
  });

  it('calls nothing missing while a page cannot be read, and still follows where it led', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const home = writer.page({ title: 'Home', markdown: 'Words.' });
    const child = writer.childPage(home, { title: 'Child', markdown: 'Words.', isFound: false });
    const unshared = writer.page({ title: 'Un-shared', markdown: 'Words.' });
    await world.sync();
    writer.edit(home, { isSpoilt: true });
    unshared.isShared = false;

    const spoilt = [await world.sync({}, 25 * 60), await world.sync({}, 25 * 60)];
    home.isSpoilt = false;
    const healed = [await world.sync({}, 10), await world.sync({}, 25 * 60)];

    expect(spoilt.map(({ failed }) => Object.keys(failed))).toEqual([[home.id], [home.id]]);
    expect(spoilt.flatMap(({ deleted }) => deleted)).toEqual([]);
    expect(healed.flatMap(({ deleted }) => deleted)).toEqual([unshared.id]);
    expect([...world.held().keys()].toSorted()).toEqual([home.id, child.id].toSorted());
  });

  it('does not take a part that went away while it was read for the page itself', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const page = writer.page({ title: 'Page', markdown: 'Old words.' });
    await world.sync();
    writer.edit(page, { isSpoilt: 'not found' });

    const { deleted, failed } = await world.sync();

    expect([deleted, failed]).toEqual([[], { [page.id]: 'notion_not_found' }]);
    expect(world.held().get(page.id)).toContain('Old words.');
  });

  it('keeps the other roots going when one is not shared', async () => {
    await using world = await openNotionWorld();
    const page = world.writer.page({ title: 'There', markdown: 'Words.' });

    const { stopped, report } = await world.sync({
      roots: ['00000000-0000-4000-8000-00000000dead', page.id],
    });

    expect(stopped).toEqual(['notion_root_not_shared']);
    expect([report.complete, [...world.held().keys()]]).toEqual([false, [page.id]]);
  });

  it('waits as Notion asks, and asks nothing meanwhile', async () => {
    await using world = await openNotionWorld();
    const { writer, served, clock } = world;
    for (let index = 0; index < 40; index += 1) {
      writer.page({ title: `Page ${index}`, markdown: `Words ${index}.` });
    }
    served.throttle.perMinute = 15;
    served.throttle.overloaded = 2;
    const from = clock.now();

    const { report } = await world.sync({ concurrency: 1 });

    expect([report.complete, report.added]).toEqual([true, 40]);
    expect(served.throttle.refusalCount).toBeGreaterThan(2);
    expect(served.throttle.impatientCount).toBe(0);
    expect(clock.now() - from).toBeGreaterThan(2 * 60_000);
  });

  it('keeps to the pace that it was given', async () => {
    await using world = await openNotionWorld();
    const { writer, clock, served } = world;
    for (let index = 0; index < 30; index += 1) writer.page({ title: `Page ${index}` });
    const from = clock.now();

    await world.sync({ requests_per_minute: 10 }, 0);

    const minutes = (clock.now() - from) / 60_000;
    expect(served.requests.length / (minutes + 1)).toBeLessThanOrEqual(10.5);
  });
});
