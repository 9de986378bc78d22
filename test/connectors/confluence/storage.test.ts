import { describe, expect, it } from 'vitest';
import { macro, parsedStorage } from './parsed-storage.ts';

const page = (title: string, more = '') => `<ri:page ri:content-title="${title}"${more} />`;

describe('the storage format', () => {
  it('keeps headings with the anchors of the newer editor, counting equal ones', async () => {
    const { blocks } = await parsedStorage(
      '<h1>Set up &amp; run</h1><p>One.</p><h2>Ports</h2><p>Two.</p><h2>Ports</h2><p>Three.</p>',
    );

    const anchors = blocks.flatMap(({ heading }) => heading?.anchor ?? []);
    expect(anchors).toEqual(['Set-up-&-run', 'Ports', 'Ports.1']);
  });

  it('keeps headings with the anchors of the older editor and of Data Center', async () => {
    const { blocks } = await parsedStorage('<h2>Getting started</h2><p>One.</p>', true);

    expect(blocks[0]?.heading?.anchor).toBe('Mypage-Gettingstarted');
  });

  it('writes code with its title, language and white space, and the entities in it as they are', async () => {
    const { text, blocks } = await parsedStorage(
      macro(
        'code',
        { language: 'Java', title: 'Main.java' },
        { plain: 'if (a &amp;& b) {\n  <b>\n}' },
      ),
    );

    expect(text).toContain('Main.java');
    const code = blocks.find(({ kind }) => kind === 'code');
    expect(code?.language).toBe('java');
    expect(text.slice(code?.start, code?.end)).toBe('if (a &amp;& b) {\n  <b>\n}');
  });

  it.each([
    ['info', 'Info: Mind'],
    ['warning', 'Warning: Mind'],
    ['tip', 'Tip: Mind'],
    ['note', 'Note: Mind'],
    ['panel', 'Mind'],
    ['expand', 'Mind'],
  ])('shows %s as a quote under its label', async (name, label) => {
    const { text, blocks } = await parsedStorage(
      macro(name, { title: 'Mind' }, { rich: '<p>The gap.</p>' }),
    );

    expect(text).toBe(`${label}\n\nThe gap.`);
    expect(blocks.map(({ kind }) => kind)).toEqual(['quote', 'quote']);
  });

  it('keeps a table whose cells span, hold headings, code, lists and tables, row by row', async () => {
    const { text, blocks } = await parsedStorage(`
      <table><colgroup><col /></colgroup><tbody>
        <tr><th>Port</th><th>Use</th></tr>
        <tr><td rowspan="2">80</td><td><h3>Web</h3></td></tr>
        <tr><td>${macro('status', { title: 'DONE', colour: 'Green' })} <ul><li>one</li><li>two</li></ul></td></tr>
        <tr><td>443</td><td><table><tbody><tr><td>in</td><td>out</td></tr></tbody></table></td></tr>
      </tbody></table>`);

    expect(blocks.map(({ kind }) => kind)).toEqual(['table']);
    expect(text.split('\n').map((line) => line.replace(/\s+/g, ' '))).toEqual([
      '| Port | Use |',
      '| --- | --- |',
      '| 80 | Web |',
      expect.stringMatching(/^\| 80 \| DONE .*one.*two \|$/),
      '| 443 | in / out |',
    ]);
  });

  it('resolves links to pages, files and people, and never shows the id of a person', async () => {
    const { text } = await parsedStorage(`<p>
      <ac:link>${page('Home')}</ac:link>,
      <ac:link>${page('Home')}<ac:plain-text-link-body><![CDATA[start here]]></ac:plain-text-link-body></ac:link>,
      <ac:link><ri:attachment ri:filename="a b.pdf" /></ac:link>,
      <ac:link><ri:user ri:account-id="ada" /></ac:link>,
      <ac:link><ri:user ri:userkey="8a7f808a" /></ac:link>,
      <a href="https://example.com/pages/42">https://example.com/pages/42</a></p>`);

    expect(text.replace(/\s+/g, ' ')).toBe(
      'Home, start here, a b.pdf, @Ada Lovelace, @someone, The forty-second page',
    );
  });

  it('shows tasks with their state, emoji, dates and the words of pictures', async () => {
    const { text } = await parsedStorage(`
      <ac:task-list>
        <ac:task><ac:task-id>7</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>Ship</ac:task-body></ac:task>
        <ac:task><ac:task-id>8</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Rest</ac:task-body></ac:task>
      </ac:task-list>
      <p>Done <ac:emoticon ac:name="blue-star" ac:emoji-fallback="🚀" /> on <time datetime="2026-03-01" />.</p>
      <ac:image ac:alt="The plan of the town"><ri:attachment ri:filename="plan.png" /></ac:image>`);

    expect(text).toContain('- [x] Ship\n- [ ] Rest');
    expect(text).toContain('Done 🚀 on 2026-03-01.');
    expect(text).toContain('The plan of the town');
    expect(text).not.toMatch(/\b[78]\b/);
  });

  it('shows included pages and excerpts, and says of what it may not show that it is missing', async () => {
    const include = (name: string, title: string) =>
      `<ac:structured-macro ac:name="${name}"><ac:parameter ac:name=""><ac:link>${page(title)}</ac:link></ac:parameter></ac:structured-macro>`;

    const whole = await parsedStorage(include('include', 'Included'));
    const part = await parsedStorage(include('excerpt-include', 'Included'));
    const secret = await parsedStorage(include('include', 'Secret'));

    expect(whole.text).toBe('Around.\n\nThe excerpt.');
    expect(part.text).toBe('The excerpt.');
    expect(secret.text).toBe('Secret');
    expect(secret.lost).toEqual([expect.stringContaining('include of a page')]);
  });

  it('makes metadata of page properties and shows them', async () => {
    const { text, metadata } = await parsedStorage(
      macro(
        'details',
        {},
        {
          rich: '<table><tbody><tr><th>Owner</th><td>Team <strong>A</strong></td></tr></tbody></table>',
        },
      ),
    );

    expect(metadata).toEqual({ page_properties: { Owner: 'Team A' } });
    expect(text).toContain('Owner');
  });

  it('links issues, names diagrams, keeps diagrams that are text', async () => {
    const { text, blocks } = await parsedStorage(
      `<p>${macro('jira', { key: 'ENG-7' })}</p>${macro('drawio', { diagramName: 'Network' })}${macro('mermaid', {}, { plain: 'graph TD; A-->B' })}`,
    );

    expect(text).toContain('ENG-7');
    expect(text).toContain('Diagram: Network');
    expect(blocks.at(-1)).toMatchObject({ kind: 'code', language: 'mermaid' });
  });

  it.each([
    'toc',
    'children',
    'recently-updated',
    'livesearch',
    'attachments',
  ])('leaves out %s, which is made of other pages, without a word', async (name) => {
    const { text, lost } = await parsedStorage(`<p>Before.</p>${macro(name)}<p>After.</p>`);

    expect([text, lost]).toEqual(['Before.\n\nAfter.', []]);
  });

  it('leaves out a panel around nothing but such a list', async () => {
    const panel = macro(
      'panel',
      { title: 'Related pages' },
      { rich: `<p>${macro('children')}</p>` },
    );

    const { text } = await parsedStorage(`<p>Before.</p>${panel}<p><br /></p>`);

    expect(text).toBe('Before.');
  });

  it('keeps the text of a macro that it does not know, and counts it', async () => {
    const { text, lost, metadata } = await parsedStorage(
      macro('roadmap', {}, { rich: '<p>Next year.</p>' }) + macro('chart', { type: 'pie' }),
    );

    expect(text).toBe('Next year.');
    expect(lost).toEqual(['macro roadmap', 'macro chart']);
    expect(metadata).toEqual({ unknown_macros: ['chart', 'roadmap'] });
  });

  it('sees through layouts, sections, comment markers and panels of the newer editor', async () => {
    const { text, lost } = await parsedStorage(`
      <ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell>
        <p>Left <ac:inline-comment-marker ac:ref="x">marked</ac:inline-comment-marker>.</p>
      </ac:layout-cell><ac:layout-cell>${macro('section', {}, { rich: macro('column', {}, { rich: '<p>Right.</p>' }) })}</ac:layout-cell></ac:layout-section></ac:layout>
      <ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute><ac:adf-content><p>Inside.</p></ac:adf-content></ac:adf-node><ac:adf-fallback><p>Inside.</p></ac:adf-fallback></ac:adf-extension>`);

    expect(text).toBe('Left marked.\n\nRight.\n\nNote\n\nInside.');
    expect(lost).toEqual([]);
  });

  it('reads what is malformed as far as it goes: no word is lost', async () => {
    const { text } = await parsedStorage(
      '<p>One &nbsp;&rsquo;two&unknown; <strong>three <p>four <ac:structured-macro ac:name="info"><ac:rich-text-body>five',
    );

    for (const word of ['One', '’two', 'three', 'four', 'five']) expect(text).toContain(word);
  });

  it('is not brought down by nesting without end', async () => {
    const deep = '<div>'.repeat(20_000);

    const { text } = await parsedStorage(`${deep}<p>At the bottom.</p>`);

    expect(text).toContain('At the bottom.');
  });

  it('takes over no script, style or address that would run', async () => {
    const { text } = await parsedStorage(
      `<script>alert(1)</script><p><a href="javascript:alert(2)">a link</a></p>${macro('html', {}, { plain: '<script>alert(3)</script><b>bold</b>' })}`,
    );

    expect(text).toBe('a link\n\nbold');
  });
});
