import { describe, expect, it } from 'vitest';
import { headings, outline, parseHtml } from '../../../support/parsed.ts';

describe('the HTML parser', () => {
  it('reads title, language and description', async () => {
    const parsed = await parseHtml(
      '<html lang="de"><head><title> A &amp;\n B </title><meta name="description" content="What it is"></head><body><p>x',
    );

    expect(parsed).toMatchObject({
      title: 'A & B',
      language: 'de',
      metadata: { description: 'What it is' },
    });
  });

  it('keeps the main content and drops the furniture', async () => {
    const parsed = await parseHtml(
      `<body><header>Site</header><nav>Menu</nav><main><article><header><h1>Title</h1></header>
       <p>Words that count, quite a few of them.</p><aside>Ad</aside><aside class="note">Mind this</aside>
       <p hidden>no</p><p style="display: none">no</p><span aria-hidden="true">no</span>
       <button>Copy</button><script>no()</script></article></main><footer>Imprint</footer></body>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: Title',
      'paragraph: Words that count, quite a few of them.',
      'paragraph: Mind this',
    ]);
  });

  it('reads DocBook pages: id around the heading, notes that do not divide, no navigation', async () => {
    const parsed = await parseHtml(
      `<body id="docContent"><div class="navheader"><table><tr><th>Chapter</th></tr></table></div>
       <div class="sect1" id="WAL"><div class="titlepage"><div><h2 class="title">30.1.&nbsp;WAL</h2></div></div>
       <a id="id-1.2" class="indexterm"></a><div class="note"><h3 class="title">Note</h3><p>Beware.</p></div>
       <p>Text</p><div class="sect2"><h3><a name="inner"></a>Inner</h3></div></div>
       <div class="navfooter">Next</div></body>`,
    );

    expect(headings(parsed)).toEqual(['2 30.1. WAL #WAL', '3 Inner #inner']);
    expect(outline(parsed)).toEqual([
      'heading: 30.1. WAL',
      'paragraph: Note',
      'paragraph: Beware.',
      'paragraph: Text',
      'heading: Inner',
    ]);
  });

  it('takes the heading’s own id first, then an anchor before it, then the nearest around it', async () => {
    const parsed = await parseHtml(
      '<section id="s"><h2 id="own">A</h2><a id="before"></a><h2>B</h2><p>t</p><h2>C</h2></section><h2>D</h2>',
    );

    expect(headings(parsed)).toEqual(['2 A #own', '2 B #before', '2 C #s', '2 D #undefined']);
  });

  it('keeps code as it is written, with its language', async () => {
    const parsed = await parseHtml(
      '<pre><code class="language-js">\n<span>if</span> (a) {\n    b()\n}\n</code></pre><div class="highlight-python"><pre>x  =  1</pre></div>',
    );

    expect(outline(parsed)).toEqual(['code: if (a) {\n    b()\n}', 'code: x  =  1']);
    expect(parsed.blocks.map((block) => block.language)).toEqual(['js', 'python']);
  });

  it('writes tables as rows with their header and spans written out', async () => {
    const parsed = await parseHtml(
      `<table><caption>Sizes</caption><thead><tr><th>A<th>B<th>C</thead>
       <tr><td rowspan=2>1<td colspan=2>2|3<tr><td>x<td><p>y</p><p>z</p></table>`,
    );

    expect(outline(parsed)).toEqual([
      'paragraph: Sizes',
      'table: | A | B | C |\n| --- | --- | --- |\n| 1 | 2\\|3 | 2\\|3 |\n| 1 | x | y z |',
    ]);
    const table = parsed.blocks[1];
    expect(parsed.text.slice(table?.rowsStart)).toMatch(/^\| 1 \| 2/);
  });

  it('does not grow with absurd spans', async () => {
    const parsed = await parseHtml(
      '<table><tr><td colspan="99999999" rowspan="99999999">a</td></tr><tr><td>b</td></tr></table>',
    );

    expect(parsed.text.length).toBeLessThan(5_000);
  });

  it('keeps lists, nested lists, terms with their definition, quotes and alternative text', async () => {
    const parsed = await parseHtml(
      `<ul><li>a<ol start=3><li>b<li>c<p>d</p></ol><li><pre>code</pre>e</ul>
       <dl><dt id="t">term</dt><dd><p>first</p><p>second</p></dd></dl>
       <blockquote><p>said</p></blockquote><p>see <img alt="the chart"> here<br>next</p>`,
    );

    expect(outline(parsed)).toEqual([
      'list: - a\n  3. b\n  4. c\n     d',
      'code: code',
      'list: - e',
      'list: term\n: first',
      'paragraph: second',
      'quote: said',
      'paragraph: see the chart here\nnext',
    ]);
    expect(parsed.blocks[3]?.anchor).toBe('t');
  });

  it('skips a page that forbids indexing', async () => {
    const parsed = await parseHtml('<meta name="ROBOTS" content="NOINDEX, follow"><p>x');

    expect(parsed.skip?.code).toBe('noindex');
  });

  it('reads a tree of any depth', async () => {
    expect((await parseHtml(`${'<div><b>'.repeat(50_000)}x <i>y</i>`)).text).toBe('x y');
  });
});
