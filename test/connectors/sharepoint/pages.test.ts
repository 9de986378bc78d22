import { describe, expect, it } from 'vitest';
import { listItemHtml, shownColumns } from '../../../connectors/sharepoint/list-item-html.ts';
import { pageHtml } from '../../../connectors/sharepoint/page-html.ts';
import { openSharePoint } from './sharepoint-world.ts';

const textPart = (innerHtml: string) => ({
  '@odata.type': '#microsoft.graph.textWebPart',
  innerHtml,
});

async function openPages() {
  const world = await openSharePoint({ libraries: false });
  const list = world.state.addList({
    siteId: world.site.id,
    name: 'Site Pages',
    template: 'webPageLibrary',
  });
  const textOf = async (index = 0) => {
    const { items } = await world.sync();
    const content = await world.load(items[index]);
    return content as { text: string; lost?: string[] } | undefined;
  };
  return { ...world, list, textOf };
}

describe('a page', () => {
  it('is its web parts in reading order, the vertical section too; what says nothing is counted', () => {
    const { html, lost } = pageHtml({
      titleArea: { textAboveTitle: 'News & more' },
      canvasLayout: {
        horizontalSections: [
          { columns: [{ webparts: [textPart('<h2 id="a">First</h2>')] }, { webparts: null }] },
          {
            columns: [
              {
                webparts: [
                  {
                    data: {
                      title: 'Quick links',
                      serverProcessedContent: {
                        searchablePlainTexts: [
                          { key: 'title', value: 'Links' },
                          { key: 'items[0].title', value: 'Wiki <3' },
                        ],
                        links: [
                          { key: 'items[0].sourceItem.url', value: 'https://w.example/?a=1&b=2' },
                        ],
                        htmlStrings: [{ key: 'html', value: '<em>rich</em>' }],
                      },
                    },
                  },
                  { data: { title: 'Image', serverProcessedContent: {} } },
                ],
              },
            ],
          },
        ],
        verticalSection: { webparts: [textPart('<p>Beside</p>')] },
      },
    });

    expect(html).toContain('<p>News &amp; more</p>');
    expect(html).toContain('<a href="https://w.example/?a=1&amp;b=2">Wiki &lt;3</a>');
    const order = ['First', 'Links', 'Wiki', 'rich', 'Beside'].map((word) => html.indexOf(word));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(lost).toEqual(['web part Image']);
  });

  it('that was never published is skipped; a draft over a published one does not show', async () => {
    const { state, list, sync, load } = await openPages();
    state.addListItem(list, {
      name: 'new.aspx',
      fields: { Title: 'New', _UIVersionString: '0.3' },
    });
    const page = state.addListItem(list, {
      name: 'old.aspx',
      fields: { Title: 'Old', _UIVersionString: '2.0' },
      page: { canvasLayout: { verticalSection: { webparts: [textPart('<p>Published</p>')] } } },
    });
    const first = await sync();
    const published = await load(first.items[1]);
    page.versions.set('2.0', {
      Title: 'Old',
      CanvasContent1: '<div data-sp-rte=""><p>Published</p></div>',
    });
    state.editListItem(list, page.id, {
      fields: { Title: 'Half-way', _UIVersionString: '2.1' },
      page: { canvasLayout: { verticalSection: { webparts: [textPart('<p>Half-way</p>')] } } },
    });

    const second = await sync();
    const drafted = await load(second.items[0]);

    expect(first.skipped).toEqual({ New: 'draft' });
    expect(published).toMatchObject({ text: expect.stringContaining('Published') });
    expect(drafted).toMatchObject({ text: expect.stringContaining('Published') });
    expect(drafted).toMatchObject({ text: expect.not.stringContaining('Half-way') });
    expect(second.items[0]?.title).toBe('Old');
    expect(second.items[0]?.version).toBe(first.items[1]?.version);
  });

  it('of an older kind is read from the fields of its library', async () => {
    const { state, list, textOf } = await openPages();
    state.addListItem(list, {
      name: 'wiki.aspx',
      fields: { Title: 'Wiki', _UIVersionString: '4.0', WikiField: '<p>Classic words</p>' },
    });

    expect((await textOf())?.text).toContain('<p>Classic words</p>');
  });

  it('that is corrupt fails alone', async () => {
    const { state, list, sync, load } = await openPages();
    const page = { canvasLayout: { verticalSection: { webparts: [textPart('<p>Good</p>')] } } };
    state.addListItem(list, {
      isSpoilt: true,
      page,
      fields: { Title: 'Bad', _UIVersionString: '1.0' },
    });
    state.addListItem(list, { page, fields: { Title: 'Good', _UIVersionString: '1.0' } });

    const { items, names } = await sync();

    expect(names).toEqual(['Bad', 'Good']);
    await expect(load(items[0])).rejects.toMatchObject({ code: 'server_error' });
    expect(await load(items[1])).toMatchObject({ text: expect.stringContaining('Good') });
  });
});

describe('an item of a list', () => {
  it('shows each column by its name, values of every kind, and rich text as it is', () => {
    const columns = shownColumns([
      { name: 'Title' },
      { name: 'Secret', hidden: true },
      { name: '_Level', displayName: 'Level' },
      { name: 'Edit', readOnly: true },
      { name: 'Due', displayName: 'Due <date>' },
      { name: 'Open' },
      { name: 'Tags' },
      { name: 'Link' },
      { name: 'Owner' },
      { name: 'Sum', readOnly: true, calculated: {} },
      { name: 'Body', displayName: 'Answer', text: { textType: 'richText' } },
      { name: 'Odd' },
      { name: 'Empty' },
    ]);
    const { html, lost } = listItemHtml(columns, {
      Due: '2026-01-02',
      Open: true,
      Tags: ['a', 'b & c'],
      Link: { Url: 'https://x.example/?a&b', Description: 'There' },
      Owner: [{ LookupId: 3, LookupValue: 'Ada' }],
      Sum: 12.5,
      Body: '<p>Turn it <b>off</b>.</p>',
      Odd: { what: 1 },
      Secret: 'no',
    });

    expect(html).toContain('<strong>Due &lt;date&gt;:</strong> 2026-01-02');
    expect(html).toContain('<strong>Open:</strong> yes');
    expect(html).toContain('<strong>Tags:</strong> a, b &amp; c');
    expect(html).toContain('<a href="https://x.example/?a&amp;b">There</a>');
    expect(html).toContain('<strong>Owner:</strong> Ada');
    expect(html).toContain('<strong>Sum:</strong> 12.5');
    expect(html).toContain('<h2>Answer</h2><div><p>Turn it <b>off</b>.</p></div>');
    expect(html).not.toMatch(/Secret|Level|Empty/);
    expect(lost).toEqual(['column Odd']);
  });

  it('has the address of its form', async () => {
    const { state, site, sync } = await openSharePoint({ libraries: false, lists: ['faq'] });
    const list = state.addList({ siteId: site.id, name: 'FAQ' });
    state.addListItem(list, { fields: { Title: 'Why' } });
    state.addListItem(list, { contentType: { id: '0x0120', name: 'Folder' } });

    const { items } = await sync();

    expect(items.map(({ url, breadcrumb }) => [url, breadcrumb])).toEqual([
      [
        'https://contoso.sharepoint.com/sites/handbook/Lists/FAQ/DispForm.aspx?ID=1',
        ['Handbook', 'FAQ'],
      ],
    ]);
  });
});
