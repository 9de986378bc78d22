import { describe, expect, it } from 'vitest';
import { headings, outline, parseHtml } from '../../../support/parsed.ts';

const sentence = 'A sentence that is long enough to count as running text, with a full stop.';

describe('a box beside the text of a manual', () => {
  it('is kept when it is a note, a footnote, or has a title that is named after it', async () => {
    const parsed = await parseHtml(
      `<main><h1>Types</h1><p>${sentence}</p>
       <aside class="topic"><p class="topic-title">Abstract</p><p>In short.</p></aside>
       <aside class="footnote-list"><aside class="footnote" role="note"><span>[1]</span><p>They must.</p></aside></aside>
       <aside class="sidebar"><p>Buy now</p></aside><aside class="widget"><h3 class="widget-title">Latest</h3></aside></main>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: Types',
      `paragraph: ${sentence}`,
      'paragraph: Abstract',
      'paragraph: In short.',
      'paragraph: [1]',
      'paragraph: They must.',
    ]);
  });

  it('is left out when it appears only under the pointer', async () => {
    const parsed = await parseHtml(
      `<h2>fn new() -> Vec<span class="tip">ⓘ<div class="tooltiptext">Notable traits</div></span></h2>
       <div class="fragment"><div class="line">int a;</div>
       <div class="ttc"><div class="ttname">a</div>Definition: a.h</div></div>
       <p>An API<span role="tooltip">Interface</span>.</p>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: fn new() -> Vec',
      'code: int a;',
      'paragraph: An API.',
    ]);
  });
});

describe('buttons that are made of links', () => {
  it.each([
    ['to the source', '<p>fn x() <a href="../../src/x.rs.html#4">source</a></p>', 'fn x()'],
    ['in brackets', '<p>x <a href="https://git.example/p/-/blob/main/x.c">[src]</a></p>', 'x'],
    ['to fold', '<p>1.0.0 · <a href="javascript:void(0)">[<span>−</span>]</a></p>', '1.0.0'],
    ['to the top', '<p>End.</p><div><a href="#header"><img alt="top"></a></div>', 'End.'],
    ['to their own place', '<p><a id="v:f">f</a> :: Int <a href="#v:f">#</a></p>', 'f :: Int'],
    ['to run the code', '<div><pre>x</pre><a href="https://play.example">Run</a></div>', 'x'],
    ['to open', '<details><summary>Expand description</summary><p>x</p></details>', 'x'],
  ])('%s are no text', async (_, html, text) => {
    const parsed = await parseHtml(html);

    expect(parsed.text).toBe(text);
  });

  it('are text where they say something', async () => {
    const parsed = await parseHtml(
      `<p>See the <a href="/src/x.c">source of x</a> at the <a href="#top">top of the page</a>.<sup><a href="#fn">§</a></sup></p>
       <details><summary>Show Tables</summary><p>y</p></details>
       <div><pre>z</pre><a href="/main.c">main.c</a> is all of it.</div>`,
    );

    expect(parsed.text).toBe(
      'See the source of x at the top of the page.§\n\nShow Tables\n\ny\n\nz\n\nmain.c is all of it.',
    );
  });
});

describe('links to the page before and after', () => {
  it('are left out with their labels, whether they are words or pictures', async () => {
    const parsed = await parseHtml(
      `<div class="head"><p>Next: <a href="b.html" rel="next">Types</a>, Up: <a href="i.html" rel="up">Manual</a> &nbsp; [<a href="c.html" rel="contents">Contents</a>]</p></div>
       <div><a accesskey="p" href="a.html"><img alt="Prev"></a><a accesskey="n" href="b.html"><img alt="Next"></a></div>
       <h1>Words</h1><p>Text.</p>`,
    );

    expect(outline(parsed)).toEqual(['heading: Words', 'paragraph: Text.']);
  });

  it('stay beside a heading or another link', async () => {
    const parsed = await parseHtml(
      `<div><h1>Tools</h1><a rel="next" href="b.html">Next</a></div>
       <p>See <a rel="next" href="b.html">types</a> and <a href="c.html">words</a>.</p>
       <div><p>All of it.</p><a rel="next" href="b.html">More</a></div>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: Tools',
      'paragraph: Next',
      'paragraph: See types and words.',
      'paragraph: All of it.',
      'paragraph: More',
    ]);
  });
});

describe('a table that is more than rows', () => {
  it('is kept when it is about what is related', async () => {
    const parsed = await parseHtml(
      `<main><p>${sentence}</p><table class="related"><tr><th>Modules</th></tr><tr><td>core</td></tr></table><div class="related">Next</div></main>`,
    );

    expect(outline(parsed)).toEqual([
      `paragraph: ${sentence}`,
      'table: | Modules |\n| --- |\n| core |',
    ]);
  });

  it('is a declaration when its brackets stand in cells of their own', async () => {
    const parsed = await parseHtml(
      `<table><tr><td>void f</td><td>(</td><td>int</td><td>a,</td></tr>
       <tr><td></td><td></td><td>char *</td><td>b</td></tr><tr><td></td><td>)</td><td></td></tr></table>`,
    );

    expect(outline(parsed)).toEqual(['code: void f(int a,\nchar * b\n)']);
  });

  it('is several tables when headings divide its rows', async () => {
    const parsed = await parseHtml(
      `<h1>Rect</h1><table><tr><td colspan="2"><h2><a id="fields"></a>Fields</h2></td></tr>
       <tr><td>int</td><td>x</td></tr><tr><td>int</td><td>y</td></tr>
       <tr><td colspan="2"><h2><a id="methods"></a>Methods</h2></td></tr><tr><td>void</td><td>move()</td></tr></table>`,
    );

    expect(headings(parsed)).toEqual([
      '1 Rect #undefined',
      '2 Fields #fields',
      '2 Methods #methods',
    ]);
    expect(outline(parsed).filter((block) => block.startsWith('table'))).toEqual([
      'table: | int | x |\n| int | y |',
      'table: | void | move() |',
    ]);
  });

  it('is a note when it frames one, and its picture says no more than its title', async () => {
    const parsed = await parseHtml(
      `<div class="note"><table><tr><td rowspan="2"><img alt="[Note]"></td><th>Note</th></tr>
       <tr><td><p>Mind this.</p></td></tr></table></div>
       <div class="admonitionblock tip"><table><tr><td class="icon"><div>Tip</div></td><td>Do that.</td></tr></table></div>
       <table><tr><td>int Rect::x</td></tr></table>`,
    );

    expect(outline(parsed)).toEqual([
      'paragraph: Note',
      'paragraph: Mind this.',
      'paragraph: Tip',
      'paragraph: Do that.',
      'paragraph: int Rect::x',
    ]);
  });

  it('has the words of a row of one cell once', async () => {
    const parsed = await parseHtml(
      '<table><tr><th>Code</th><th>Name</th></tr><tr><td colspan="2">Class 00</td></tr><tr><td>00000</td><td>done</td></tr></table>',
    );

    expect(parsed.text).toBe('| Code | Name |\n| --- | --- |\n| Class 00 |  |\n| 00000 | done |');
  });
});

describe('members of a class', () => {
  it('are sections although the page lays them out as lists', async () => {
    const parsed = await parseHtml(
      `<h2>Class A</h2><ul><li><h3>Methods</h3><a name="f()"></a><ul><li><h4>int f()</h4><p>Gives one.</p><ul><li>fast</li><li>safe</li></ul></li></ul>
       <a name="g()"></a><ul><li><h4>int g()</h4></li></ul></li></ul>`,
    );

    expect(headings(parsed)).toEqual([
      '2 Class A #undefined',
      '3 Methods #undefined',
      '4 int f() #f()',
      '4 int g() #g()',
    ]);
    expect(outline(parsed)).toContain('list: - fast\n- safe');
  });

  it('are sections of a list when their headings can be linked to', async () => {
    const parsed = await parseHtml(
      '<ul><li><h3 id="a">A</h3><p>One.</p></li><li><h3 id="b">B</h3></li></ul><ul><li>Go there.<h3 id="c">Picture</h3></li><li>End</li></ul>',
    );

    expect(headings(parsed)).toEqual(['3 A #a', '3 B #b']);
  });

  it('have the place that stands around or in their heading, and no sign', async () => {
    const parsed = await parseHtml(
      `<a href="#g:1" id="g:1"><h2>Folds</h2></a>
       <h2><span><a href="#x">◆&nbsp;</a></span>x</h2><h2>Pango<span class="sep"></span>Context</h2>`,
    );

    expect(headings(parsed)).toEqual(['2 Folds #g:1', '2 x #x', '2 Pango Context #undefined']);
  });
});

describe('a heading without a place of its own', () => {
  it('has that of the heading above, where this is nearer than the element around both', async () => {
    const parsed = await parseHtml(
      `<div id="page"><h1>Core</h1><h2><a class="anchor" id="allow"></a>Allow</h2><p>x</p><div class="box"><h3>See also</h3></div>
       <div id="deny"><h2>Deny</h2><h3>Example</h3></div><h2>Order</h2></div>`,
    );

    expect(headings(parsed)).toEqual([
      '1 Core #page',
      '2 Allow #allow',
      '3 See also #allow',
      '2 Deny #deny',
      '3 Example #deny',
      '2 Order #page',
    ]);
  });
});

describe('code that is no pre', () => {
  it('has no empty lines for the white space between its lines', async () => {
    const parsed = await parseHtml(
      '<div class="fragment"><div class="line">int a;</div>\n<div class="line"> </div>\n<div class="line">int b;</div>\n</div>',
    );

    expect(outline(parsed)).toEqual(['code: int a;\n \nint b;']);
  });
});

describe('what a reference page is called', () => {
  it('is a line above its headings that the head of the page names', async () => {
    const parsed = await parseHtml(
      `<title>SDL: Rect Struct</title><p><a href="#f">Fields</a></p><div class="t">Rect Struct</div><p>A box.</p><h2 id="f">Fields</h2><p>x</p>`,
    );

    expect(headings(parsed)).toEqual(['1 Rect Struct #undefined', '2 Fields #f']);
  });

  it('stands above its sections although they have headings of the first level', async () => {
    const parsed = await parseHtml(
      `<title>Data.List</title><p class="t">Data.List</p><h1 id="a">Basics</h1><h2 id="b">Folds</h2><h1 id="c">Search</h1>`,
    );

    expect(headings(parsed)).toEqual([
      '1 Data.List #undefined',
      '2 Basics #a',
      '3 Folds #b',
      '2 Search #c',
    ]);
  });

  it('may stand behind the name of the book', async () => {
    const parsed = await parseHtml(
      '<title>Book: The class</title><p>The class</p><h1 id="a">Basics</h1><h1 id="b">More</h1>',
    );

    expect(headings(parsed)).toEqual(['1 The class #undefined', '2 Basics #a', '2 More #b']);
  });

  it('is not the name of the site above a title', async () => {
    const parsed = await parseHtml(
      '<title>Install - Acme</title><p>Acme</p><h1 id="i">Install</h1><p>Do it.</p><h2 id="n">Next</h2>',
    );

    expect(headings(parsed)).toEqual(['1 Install #i', '2 Next #n']);
  });

  it('is a heading beside the text that is called so, when there is none of the first level', async () => {
    const parsed = await parseHtml(
      `<title>Closure (library 2)</title><div><a href="/a">Overview</a> <a href="/b">Package</a> <a href="/c">Class</a></div><div class="header"><h2>Class Closure&lt;V&gt;</h2></div>
       <div class="content"><p>${sentence}</p><p>${sentence}</p><a name="f"></a><h3>Fields</h3><a name="m"></a><h3>Methods</h3><p>${sentence}</p><a name="s"></a><h3>See</h3></div>`,
    );

    expect(headings(parsed)[0]).toBe('1 Class Closure<V> #undefined');
  });
});

describe('the text of a reference page that says nothing of its program', () => {
  it('is all that its terms and headings with a place of their own lie in', async () => {
    const terms = ['access', 'actions', 'alias'].map(
      (name) => `<dt><a href="${name}.html" id="${name}">${name}</a></dt><dd>Does ${name}</dd>`,
    );
    const parsed = await parseHtml(
      `<div class="menu"><a href="/a">A</a> <a href="/b">B</a></div><div id="page"><div class="section"><p>${sentence} ${sentence} ${sentence}</p></div>
       <div class="section"><h2>Modules</h2><dl>${terms.join('')}</dl></div></div>`,
    );

    expect(outline(parsed).slice(1)).toEqual([
      'heading: Modules',
      'list: access\n: Does access',
      'list: actions\n: Does actions',
      'list: alias\n: Does alias',
    ]);
  });

  it('is known by the permalinks of its declarations, and a comment is their description', async () => {
    const declared = ['a', 'b', 'c'].map(
      (name) =>
        `<div><p><b id="${name}">${name}</b> :: Int <a href="#${name}">#</a></p><div class="metadata">Since 1</div></div>`,
    );
    const parsed = await parseHtml(
      `<div class="menu"><a href="/a">A</a> <a href="/b">B</a></div><div id="page"><div class="comment"><p>${sentence}</p></div>
       <div class="body"><p>${sentence} ${sentence}</p></div>${declared.join('')}</div>`,
    );

    expect(outline(parsed)).toEqual([
      `paragraph: ${sentence}`,
      `paragraph: ${sentence} ${sentence}`,
      ...['a', 'b', 'c'].flatMap((name) => [`paragraph: ${name} :: Int`, 'paragraph: Since 1']),
    ]);
  });

  it('has what stands above its declarations, unless that is a menu', async () => {
    const declared = ['a', 'b', 'c'].map(
      (name) => `<p><b id="${name}">${name}</b> :: Int <a href="#${name}">#</a></p>`,
    );
    const parsed = await parseHtml(
      `<title>Data.Pair</title><body><div class="menu"><a href="/a">Contents</a> <a href="/b">Index</a></div><div><div><a href="/c">Index of all of it</a></div>
       <div id="content"><div><p>Data.Pair</p></div><div><table><tr><th>Stability</th><td>stable</td></tr></table></div><div>${declared.join('')}</div></div></div></body>`,
    );

    expect(outline(parsed)).toEqual([
      'paragraph: Data.Pair',
      'table: | Stability | stable |',
      'paragraph: a :: Int',
      'paragraph: b :: Int',
      'paragraph: c :: Int',
    ]);
  });

  it('includes what the head of a manual page says below its title', async () => {
    const parsed = await parseHtml(
      `<head><meta name="generator" content="AsciiDoc 10.2.0"></head><body><div id="header"><h1>git-rebase(1)</h1><h2>NAME</h2><div><p>git-rebase - Reapply commits</p></div></div>
       <div id="content"><h2 id="d">DESCRIPTION</h2><p>${sentence} ${sentence} ${sentence}</p></div><div id="footer">Last updated 2024</div></body>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: git-rebase(1)',
      'heading: NAME',
      'paragraph: git-rebase - Reapply commits',
      'heading: DESCRIPTION',
      `paragraph: ${sentence} ${sentence} ${sentence}`,
    ]);
  });
});
