import { describe, expect, it } from 'vitest';
import type { HtmlPage } from '#core/html-page.ts';
import {
  childNodes,
  findNode,
  nodeAttribute,
  nodeAttributes,
  nodeName,
  nodeText,
} from '#html/page-reader.ts';
import { pageText } from '#html/page-text.ts';
import { parsePage } from '#html/parse-page.ts';

/** The tree as nested lists: text as it is, elements as their name and what lies in them. */
function outline(page: HtmlPage, at = 0): unknown[] {
  return childNodes(page, at).map((child) => {
    const name = nodeName(page, child);
    return name === '' ? nodeText(page, child) : [name, ...outline(page, child)];
  });
}

describe('parsePage', () => {
  it.each([
    [
      '<p>One<p>Two',
      [
        ['p', 'One'],
        ['p', 'Two'],
      ],
    ],
    ['<ul><li>a<li>b</ul>c', [['ul', ['li', 'a'], ['li', 'b']], 'c']],
    ['a<br>b<img src=x>c', ['a', ['br'], 'b', ['img'], 'c']],
    [
      '<B>x</b><DIV/>y',
      [
        ['b', 'x'],
        ['div', 'y'],
      ],
    ],
    ['a &amp; b&nbsp;c &copy', ['a & b\u00a0c ©']],
    ['a<!-- b -->c', ['a', 'c']],
    ['x\r\ny\rz', ['x\ny\nz']],
    ['<script>if (a < b) "</p>"</script><style>p {}</style>', [['script'], ['style']]],
    ['</p></div><b>never closed', [['p'], ['b', 'never closed']]],
    ['', []],
  ])('reads %j', (html, expected) => {
    expect(outline(parsePage(html))).toEqual(expected);
  });

  it('keeps attributes: names in lower case, entities decoded, the first of two of a name', () => {
    const page = parsePage('<A HREF="/x?a&amp;b" hidden class=one class=two>t</A><p>');
    const [link = 0, paragraph = 0] = childNodes(page, 0);

    expect(nodeAttributes(page, link)).toEqual({ href: '/x?a&b', hidden: '', class: 'one' });
    expect(nodeAttribute(page, link, 'href')).toBe('/x?a&b');
    expect(nodeAttribute(page, link, 'id')).toBeUndefined();
    expect(nodeAttributes(page, paragraph)).toBeUndefined();
  });

  it('is the same page in another thread', () => {
    const page = parsePage('<main id=m><h1>Größe</h1><p>One <a href="/b">two</a>.</p></main>');

    const there = structuredClone(page);

    expect(outline(there)).toEqual(outline(page));
    expect(findNode(there, 0, (at) => nodeAttribute(there, at, 'href') === '/b')).toBeDefined();
  });

  it.each([
    ['many open tags', '<div>'.repeat(1_000_000)],
    ['a million attributes of one tag', `<div ${'a=b '.repeat(1_000_000)}>`],
    [
      'a million different attributes',
      `<div ${Array.from({ length: 100_000 }, (_, n) => `a${n}`).join(' ')}>`,
    ],
  ])('reads %s in time', (_, html) => {
    expect(parsePage(html).kinds.length).toBeGreaterThan(1);
  });
});

it('loses nothing but the nesting of a page that is nested without end', () => {
  const html = Array.from({ length: 20_000 }, (_, n) => `<div>${n} `).join('');

  const words = pageText(parsePage(html)).split(' ');

  expect(words).toEqual(Array.from({ length: 20_000 }, (_, n) => String(n)));
});

it('keeps every node and attribute of a large page, and of the one that is parsed next', () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => `<p id="p${n}" class="c${n}">${n}</p>`);

  const large = parsePage(rows.join(''));
  const next = parsePage('<p id="one">1</p>');

  expect(childNodes(large, 0).map((at) => nodeAttributes(large, at))).toEqual(
    rows.map((_, n) => ({ id: `p${n}`, class: `c${n}` })),
  );
  expect(pageText(large).split(' ')).toHaveLength(20_000);
  expect(outline(next)).toEqual([['p', '1']]);
  expect(nodeAttributes(next, 1)).toEqual({ id: 'one' });
});

describe('pageText', () => {
  it('is all visible words in one line, set apart where an element ends', () => {
    const page = parsePage(
      '<title>T</title><h1>One</h1><p>two<b>three</b>four</p><script>no</script>five<br>six <noscript>no</noscript>\n <svg><text>no</text></svg>seven<!-- -->eight',
    );

    expect(pageText(page)).toBe('One twothree four five six seveneight');
  });
});
