import { describe, expect, it } from 'vitest';
import type { Parsed } from '#core/block.ts';
import { headings, outline, parseHtml } from '../../../support/parsed.ts';

describe('code on a page', () => {
  it.each([
    ['Prism', '<pre class="language-ts"><code>x</code></pre>', 'ts'],
    ['GitHub', '<div class="highlight highlight-source-shell"><pre>x</pre></div>', 'shell'],
    ['Pandoc', '<pre class="sourceCode python"><code>x</code></pre>', 'python'],
    ['highlight.js', '<pre><code class="hljs javascript">x</code></pre>', 'javascript'],
    ['org-mode', '<pre class="src src-sh">x</pre>', 'sh'],
    ['Asciidoctor', '<pre class="highlight"><code data-lang="Ruby">x</code></pre>', 'ruby'],
    [
      'Sphinx, when it does not know',
      '<div class="highlight-default"><pre>x</pre></div>',
      undefined,
    ],
  ])('has its language, as %s writes it', async (_, html, language) => {
    const parsed = await parseHtml(html);

    expect(parsed.blocks[0]).toMatchObject({ kind: 'code' });
    expect(parsed.blocks[0]?.language).toBe(language);
  });

  it('has no line numbers, buttons or language label, and its lines apart', async () => {
    const parsed = await parseHtml(
      `<table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td><td><pre>a\nb</pre></td></tr></table>
       <div class="language-js"><button class="copy">Copy</button><span class="lang">js</span><pre>c</pre></div>
       <pre><div class="ec-line"><span class="gutter">1</span><div class="code">d</div></div><div class="ec-line"><div class="code">e</div></div></pre>
       <pre><code><span class="token-line">f<br></span><span class="token-line">g<br></span></code></pre>
       <div class="fragment"><div class="line"><span class="lineno">1</span>int h;</div><div class="line">int i;</div></div>`,
    );

    expect(outline(parsed)).toEqual([
      'code: a\nb',
      'code: c',
      'code: d\ne',
      'code: f\ng',
      'code: int h;\nint i;',
    ]);
  });
});

describe('words that are more than letters in a row', () => {
  it('keeps powers, footnotes and formulas readable', async () => {
    const parsed = await parseHtml(
      `<p>10<sup>6</sup>, see<sup><a href="#fn1">1</a></sup>: <math alttext="x^2"><mi>x</mi><mn>2</mn></math>,
       <math><semantics><mi>y</mi><annotation encoding="application/x-tex">y_1</annotation></semantics></math></p>`,
    );

    expect(parsed.text).toBe('10^6, see[1]: x^2 , y_1');
  });

  it('do not break at an element that the page invented', async () => {
    const parsed = await parseHtml('<p>most common (<x-source><a href="/s">1</a></x-source>).</p>');

    expect(parsed.text).toBe('most common (1).');
  });

  it('reads an image once, and not where its caption says the same', async () => {
    const parsed = await parseHtml(
      `<p>a <img alt="The chart"> b <img alt="the chart"> c <img alt="IMG_0123.jpg"></p>
       <figure><img alt="Flow of data"><figcaption>Flow of data, 2024</figcaption></figure>`,
    );

    expect(outline(parsed)).toEqual([
      'paragraph: a The chart b c',
      'paragraph: Flow of data, 2024',
    ]);
  });
});

describe('where a link to a heading leads', () => {
  it('is what its permalink says, inside the heading or beside it', async () => {
    const parsed = await parseHtml(
      `<h2><a id="user-content-a" class="anchor" href="#a"><span>#</span></a>A</h2>
       <div class="markdown-heading"><h2>B</h2><a class="anchor" href="#b"></a></div>`,
    );

    expect(headings(parsed)).toEqual(['2 A #a', '2 B #b']);
  });
});

describe('a heading', () => {
  it('keeps its words where they link back to the table of contents', async () => {
    const parsed = await parseHtml(
      '<title>Tasks</title><main role="main"><h1>Tasks</h1><section id="waiting"><h2><a class="toc-backref" href="#id1" role="doc-backlink">Waiting</a><a class="headerlink" href="#waiting">¶</a></h2><p>Text.</p></section></main>',
    );

    expect(headings(parsed)).toEqual(['1 Tasks #undefined', '2 Waiting #waiting']);
  });

  it('has no words that lead back to the top', async () => {
    const parsed = await parseHtml(
      '<main><table><tr><td><a href="#NAME">NAME</a> | <a href="#SYNOPSIS">SYNOPSIS</a></td></tr></table><h2><a id="NAME"></a>NAME <a href="#top_of_page">top</a></h2><pre>grep</pre></main>',
    );

    expect(headings(parsed)).toEqual(['2 NAME #NAME']);
  });

  it('stands above its equals when it is the title of the page, and only then', async () => {
    const page = (title: string) =>
      parseHtml(
        `<title>${title}</title><main><h2>psql</h2><p>A shell.</p><h2>Synopsis</h2><p>psql</p></main>`,
      );

    const levels = (parsed: Parsed) => parsed.blocks.flatMap(({ heading }) => heading?.level ?? []);
    expect(levels(await page('psql — Manual'))).toEqual([1, 2]);
    expect(levels(await page('psql'))).toEqual([1, 2]);
    expect(levels(await page('psqlrc'))).toEqual([2, 2]);
    expect(levels(await page('Manual'))).toEqual([2, 2]);
  });
});

describe('javadoc', () => {
  it('has its grids as tables and its lists of sections as sections', async () => {
    const parsed = await parseHtml(
      `<main><h1>Class A</h1><ul class="summary-list"><li><section id="methods"><h2>Methods</h2>
       <div class="summary-table two-column-summary"><div class="table-header col-first">Method</div><div class="table-header col-last">Description</div>
       <div class="col-first">run()</div><div class="col-last">Runs.</div></div></section></li></ul></main>`,
    );

    expect(headings(parsed)).toEqual(['1 Class A #undefined', '2 Methods #methods']);
    expect(outline(parsed)[2]).toBe(
      'table: | Method | Description |\n| --- | --- |\n| run() | Runs. |',
    );
  });
});

describe('input that is out of proportion', () => {
  it('keeps every cell of a row, however many there are', async () => {
    const parsed = await parseHtml(`<table><tr>${'<td>x</td>'.repeat(300)}</tr></table>`);

    expect(parsed.text.match(/x/g)).toHaveLength(300);
  });

  it('does not let spans multiply a large table', async () => {
    const row = `<tr><td rowspan="1000" colspan="200">${'x'.repeat(50)}</td></tr>`;
    const parsed = await parseHtml(`<table>${row.repeat(2_000)}</table>`);

    expect(parsed.text.length).toBeLessThan(6 * row.length * 2_000);
  });

  it('decodes bytes of a declared character set', async () => {
    const { htmlParser } = await import('#sync/parse/html/html-parser.ts');
    const bytes = Buffer.from('<meta charset="windows-1252"><p>caf\xe9 \x96 \x80', 'latin1');

    const parsed = await htmlParser.parse({ bytes, name: 'a.html', anchors: 'github' });

    expect(parsed.text).toBe('café – €');
  });
});
