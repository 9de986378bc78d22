import { describe, expect, it } from 'vitest';
import { headings, outline, parseHtml } from '../../../support/parsed.ts';

const sentence = 'Every sentence here is long enough, and has a comma, to count as running text. ';
const prose = sentence.repeat(3).trim();
const menu = '<ul><li><a href="/a">First page</a></li><li><a href="/b">Second page</a></li></ul>';

/** Each generator's page, cut down to the elements that matter, with its text between them. */
const generators: readonly (readonly [name: string, before: string, after: string])[] = [
  [
    'Docusaurus',
    '<div class="navbar">Menu</div><main><article><nav class="theme-doc-breadcrumbs">Home</nav><div class="theme-doc-markdown markdown">',
    '</div><footer class="theme-doc-footer"><a class="theme-edit-this-page" href="/e">Edit this page</a></footer></article><nav class="pagination-nav">Next</nav></main>',
  ],
  [
    'Material for MkDocs',
    '<header class="md-header">Site</header><main class="md-main"><div class="md-sidebar">Menu</div><div class="md-content"><article class="md-content__inner md-typeset"><a class="md-content__button" href="/e">Edit</a>',
    '<form class="md-feedback">Was this page helpful?</form></article></div></main>',
  ],
  [
    'Sphinx',
    '<div class="related" role="navigation">index</div><div class="document"><div class="body" role="main">',
    '</div></div><div class="sphinxsidebar"><h3>Table of Contents</h3></div>',
  ],
  [
    'Read the Docs',
    '<nav class="wy-nav-side">Menu</nav><div class="rst-content"><div class="wy-breadcrumbs">Docs</div><div role="main" class="document" itemprop="articleBody">',
    '</div><footer>Built with it</footer></div>',
  ],
  [
    'VitePress',
    '<header class="VPNav">Site</header><div class="VPContent"><aside class="VPDocAside">On this page</aside><main class="main"><div class="vp-doc _guide">',
    '</div></main><footer class="VPDocFooter">Edit this page</footer></div>',
  ],
  [
    'Starlight',
    '<aside class="right-sidebar">On this page</aside><main><div class="sl-markdown-content">',
    '</div><footer><div class="pagination-links">Next</div></footer></main>',
  ],
  [
    'javadoc',
    '<meta name="generator" content="javadoc/ClassWriterImpl"><div class="top-nav">OVERVIEW</div><main role="main">',
    '</main>',
  ],
  [
    'DocBook',
    '<div class="navheader">Prev</div><div class="sect1" id="S">',
    '</div><div class="navfooter">Next</div>',
  ],
  [
    'mandoc',
    '<table class="head"><tr><td>LS(1)</td></tr></table><div class="manual-text">',
    '</div>',
  ],
  [
    'a README on GitHub',
    '<div class="js-header">Sign in</div><article class="markdown-body">',
    '</article>',
  ],
];

describe('the main content of a page', () => {
  it.each(
    generators,
  )('is all of the text and nothing else on a page of %s', async (_, before, after) => {
    const parsed = await parseHtml(
      `<title>T</title><body>${before}<h1 id="t">Title</h1><p>Short.</p><ul><li><a href="/x">A link</a></li></ul>${after}`,
    );

    expect(outline(parsed)).toEqual(['heading: Title', 'paragraph: Short.', 'list: - A link']);
  });

  it('is found by its running text where no generator is known', async () => {
    const parsed = await parseHtml(
      `<div id="top"><a href="/">Logo</a>${menu}</div><div id="x1"><h1>Title</h1><p>${prose}</p><p>${prose}</p></div>
       <div id="x2"><h3>Other things</h3>${menu}</div>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: Title',
      `paragraph: ${prose}`,
      `paragraph: ${prose}`,
    ]);
  });

  it('leaves out boxes that are named as standing beside an article, and lines that point away', async () => {
    const parsed = await parseHtml(
      `<article><h1>Title</h1><div class="post-meta">3 May, by A. Writer</div><p>${prose}</p>
       <div class="social-share">Tell your friends, all of them, today.</div><p>Read more: another story</p>
       <p>${prose}</p><p>Subscribe to our newsletter</p><div id="comments"><p>${prose}</p></div></article>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: Title',
      `paragraph: ${prose}`,
      `paragraph: ${prose}`,
    ]);
  });

  it('takes of the head of an article its title alone, and no captions', async () => {
    const parsed = await parseHtml(
      `<article><header><h1>Title</h1><p>${sentence}</p><span>3 May</span></header>
       <p class="photo-caption">A bridge at dawn, seen from the west bank.</p>
       <p>${prose} <img alt="x + y"> ${prose}</p><p>${prose}</p><p>${prose}</p></article>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: Title',
      `paragraph: ${prose} x + y ${prose}`,
      `paragraph: ${prose}`,
      `paragraph: ${prose}`,
    ]);
  });

  it('has of the illustrations of an article what neither its text nor a caption says', async () => {
    const parsed = await parseHtml(
      `<article><h1>Bridge opens</h1><figure><img alt="A bridge at dawn"><figcaption>The bridge at dawn</figcaption></figure>
       <p>${prose}</p><p><img alt="Running text"></p><p>${prose}</p>
       <p><img alt="Load flows through four pylons into rock"></p><p>${prose} <img alt="x + y"> ${prose}</p></article>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: Bridge opens',
      `paragraph: ${prose}`,
      `paragraph: ${prose}`,
      'paragraph: Load flows through four pylons into rock',
      `paragraph: ${prose} x + y ${prose}`,
    ]);
  });

  it('leaves out teasers between paragraphs, and the list that a line announces', async () => {
    const parsed = await parseHtml(
      `<article><h1>Title</h1><p>${prose}</p><p>${prose}</p>
       <a href="/other"><div><p>Another story that has a sentence of its own, and a comma.</p></div></a>
       <h4>Related stories</h4><ul><li><a href="/1">A tunnel is closed, and nobody knows for how long it will be</a></li></ul>
       <p>${prose}</p><ul><li><a href="/2">A link that the text is about, as its sentence says</a></li></ul><p>${prose}</p></article>`,
    );

    expect(outline(parsed)).toEqual([
      'heading: Title',
      `paragraph: ${prose}`,
      `paragraph: ${prose}`,
      `paragraph: ${prose}`,
      'list: - A link that the text is about, as its sentence says',
      `paragraph: ${prose}`,
    ]);
  });

  it.each([
    '<p>Ann B. Writer is a senior reporter for the paper, and lives by the sea.</p>',
    '<p>(Reporting by Ann Writer; editing by Carl Reader in the north.)</p>',
    '<p><em>Do you have a question for us? Write to <a href="/us">the editors</a>, who read every letter.</em></p>',
  ])('does not end with who wrote or published it: %s', async (note) => {
    const parsed = await parseHtml(
      `<article><h1>Title</h1>${note}<p>${prose}</p><p>${prose}</p>${note}</article>`,
    );

    const paragraphs = outline(parsed).filter((line) => line.startsWith('paragraph'));
    expect(paragraphs).toHaveLength(3);
    expect(paragraphs.at(-1)).toBe(`paragraph: ${prose}`);
  });

  it('is left whole where any of the programs that made the page writes documentation', async () => {
    const parsed = await parseHtml(
      `<head><meta name="generator" content="Astro v4"><meta name="generator" content="Starlight v0.15"></head>
       <body>${menu}<main><h1>Title</h1><p>${prose}</p><p>Read more: the manual</p></main></body>`,
    );

    expect(outline(parsed)).toContain('paragraph: Read more: the manual');
  });

  it('believes no name that would cost most of the text', async () => {
    const parsed = await parseHtml(
      `<body><div class="sidebar"><p>${prose}</p><p>${prose}</p></div><div><p>${sentence}</p></div>`,
    );

    expect(parsed.text).toContain(prose);
  });

  it.each([
    [
      'calls every paragraph a widget',
      '<article><h1>Title</h1>',
      `<div class="editor-widget"><p>${prose}</p></div>`,
      '</article>',
    ],
    [
      'lays out its whole text beside a sidebar',
      '<div class="wrap right-sidebar"><h1>Title</h1>',
      `<p>${prose}</p>`,
      `</div><div id="top">${menu}</div>`,
    ],
    [
      'never closes an aside above it',
      '<aside class="announcement">New!<main><h1>Title</h1>',
      `<p>${prose}</p>`,
      '</main>',
    ],
    ['puts it into a header', '<h1>Title</h1><header>', `<p>${prose.repeat(2)}</p>`, '</header>'],
    [
      'sends it hidden, for a script to show',
      '<div id="app">Loading</div><div hidden id="S:0"><main><h1>Title</h1>',
      `<p>${prose}</p>`,
      '</main></div>',
    ],
    [
      'has it in a part for readers without scripts',
      '<div id="app"></div><noscript><div role="main"><h1>Title</h1>',
      `<p>${prose}</p>`,
      '</div></noscript>',
    ],
  ])('is all there where a page %s', async (_, before, paragraph, after) => {
    const parsed = await parseHtml(`<body>${before}${paragraph.repeat(4)}${after}`);

    expect(outline(parsed).slice(-4)).toEqual(Array(4).fill(outline(parsed).at(-1)));
    expect(outline(parsed).at(-1)).toContain(prose);
  });

  it('is there where a page begins with it and names its body later', async () => {
    const parsed = await parseHtml(
      `<div><h1>Title</h1><p>${prose}</p><p>${prose}</p></div><html><body class="page"></body></html>`,
    );

    expect(outline(parsed)).toContain(`paragraph: ${prose}`);
  });

  it.each([
    ['its type', '', 'itemscope itemtype="https://schema.org/QAPage"'],
    ['its program', '<meta name="generator" content="Discourse 3.4">', ''],
    ['its address', '<link rel="canonical" href="https://forum.example.com/t/pump-leaks/123">', ''],
  ])('has the replies of a discussion, known by %s', async (_, head, attributes) => {
    const parsed = await parseHtml(
      `<head>${head}</head><body>${menu}<main ${attributes}><h1>Pump leaks</h1><article class="post"><p>${prose}</p></article>
       <div id="comments"><article class="reply"><p>Close the valve. ${prose}</p></article>
       <article class="reply"><p>That helped. ${prose}</p></article></div></main>`,
    );

    expect(parsed.text).toContain('Close the valve.');
    expect(parsed.text).toContain('That helped.');
  });

  it('has of a discussion what was asked, and not who posted', async () => {
    const parsed = await parseHtml(
      `<body>${menu}<div role="main" itemscope itemtype="https://schema.org/Question/QAPage https://schema.org/QAPage">
       <div class="question"><p>Why does the pump leak?</p><div class="user-info">Ann, 12 gold badges</div></div>
       <div class="answer"><div class="vote-count">281</div><h1>Close the valve</h1><p>${prose}</p><div class="user-info">Bob</div></div>
       <div class="answer"><p>${prose}</p></div></div>`,
    );

    expect(outline(parsed)).toEqual([
      'paragraph: Why does the pump leak?',
      'heading: Close the valve',
      `paragraph: ${prose}`,
      `paragraph: ${prose}`,
    ]);
  });

  it('is what is said in comments where there is nothing else', async () => {
    const thread = `<div id="comments">${`<article><p>${prose}</p></article>`.repeat(3)}</div>`;
    const alone = await parseHtml(`<main><h1>Pump leaks</h1>${thread}</main>`);
    const below = await parseHtml(
      `<article><h1>Pump news</h1><p>First. ${prose}</p><p>${sentence.repeat(2)}</p></article>${thread}`,
    );

    expect(alone.text).toContain(prose);
    expect(outline(below)).toHaveLength(3);
  });

  it.each([
    '<p>Das könnte Sie auch interessieren</p>',
    '<p>Lire aussi : le tunnel est fermé</p>',
    '<p>Zobacz także: tunel zamknięty</p>',
  ])('leaves out lines that point away in other languages: %s', async (line) => {
    const parsed = await parseHtml(
      `<article><h1>Title</h1><p>${prose}</p>${line}<p>${prose}</p></article>`,
    );

    expect(outline(parsed)).toHaveLength(3);
  });

  it('keeps side remarks where headings can be linked to, as in documentation', async () => {
    const parsed = await parseHtml(
      `<main><h1>T</h1><h2 id="a">A</h2><p>${prose}</p><h2 id="b">B</h2><p>Read more: the manual</p>
       <h2 id="c">See also</h2><ul><li><a href="/x">One</a></li><li><a href="/y">Two</a></li></ul></main>`,
    );

    expect(outline(parsed)).toContain('paragraph: Read more: the manual');
    expect(outline(parsed)).toContain('list: - One\n- Two');
  });

  it('takes a page without menus whole', async () => {
    const parsed = await parseHtml(
      `<h1>LS</h1><h2>NAME</h2>ls - list files<h2>DESCRIPTION</h2><p>${prose}</p><h2>SEE ALSO</h2><a href="cp.html">cp(1)</a>`,
    );

    expect(outline(parsed).at(0)).toBe('heading: LS');
    expect(outline(parsed).at(-1)).toBe('paragraph: cp(1)');
  });

  it('takes an index of links whole', async () => {
    const parsed = await parseHtml(`<main><h1>Guides</h1>${menu}</main>`);

    expect(outline(parsed)).toEqual(['heading: Guides', 'list: - First page\n- Second page']);
  });

  it('brings along a title that stands above it', async () => {
    const parsed = await parseHtml(
      '<main><div class="panel"><h1 id="_top">Title</h1></div><div class="sl-markdown-content"><h2 id="a">A</h2><p>Text</p></div></main>',
    );

    expect(headings(parsed)).toEqual(['1 Title #_top', '2 A #a']);
  });

  it('has no table of contents, however it is marked', async () => {
    const parsed = await parseHtml(
      `<main><h1>T</h1><ul><li><a href="#first">The first section</a></li><li><a href="#second">The second section</a></li></ul>
       <h2 id="first">The first section</h2><p>x</p></main>`,
    );

    expect(outline(parsed)).toEqual(['heading: T', 'heading: The first section', 'paragraph: x']);
  });

  it('shows what a reader can open, and not what is hidden', async () => {
    const parsed = await parseHtml(
      `<main><h1>T</h1><div class="tabs"><div role="tablist"><span role="tab" aria-controls="p2">Mac</span><span role="tab" aria-controls="p1">Linux</span></div>
       <div role="tabpanel" id="p1"><p>apt</p></div><div role="tabpanel" id="p2" hidden><p>brew</p></div></div>
       <details><summary>More</summary><p>inside</p></details><template><p>no</p></template><noscript>no</noscript>
       <p><span aria-hidden="true">★★★</span><span class="sr-only">3 of 5</span> stars<span class="sr-only"> (opens here)</span></p></main>`,
    );

    expect(outline(parsed).slice(1)).toEqual([
      'paragraph: Linux',
      'paragraph: apt',
      'paragraph: Mac',
      'paragraph: brew',
      'paragraph: More',
      'paragraph: inside',
      'paragraph: 3 of 5 stars',
    ]);
  });

  it('is there although the page never closes its head', async () => {
    const parsed = await parseHtml('<html><head><title>T</title><body><h1>Hi</h1><p>there');

    expect(outline(parsed)).toEqual(['heading: Hi', 'paragraph: there']);
  });
});
