import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import type { HtmlPage } from '#core/html-page.ts';
import { nodeAttributes, nodeEnd, nodeName, nodeText } from '#html/page-reader.ts';
import { parsePage } from '#html/parse-page.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** A page as a list: texts, and elements with their attributes and the number of nodes in them. */
type Outline = readonly (string | readonly [string, Readonly<Record<string, string>>, number])[];

function ours(page: HtmlPage): Outline {
  return Array.from({ length: page.kinds.length - 1 }, (_, index) => {
    const at = index + 1;
    const name = nodeName(page, at);
    if (name === '') return nodeText(page, at);
    return [name, nodeAttributes(page, at) ?? {}, nodeEnd(page, at) - at] as const;
  });
}

function theirs(html: string): Outline {
  const found: (string | [string, Record<string, string>, number])[] = [];
  const open: number[] = [];
  let isText = false;
  let inCode = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      isText = false;
      inCode = name === 'script' || name === 'style';
      open.push(found.length);
      found.push([name, attributes, 0]);
    },
    ontext(data) {
      if (inCode) return;
      if (isText) found[found.length - 1] += data;
      else found.push(data);
      isText = true;
    },
    oncomment() {
      isText = false;
    },
    onclosetag() {
      isText = false;
      inCode = false;
      const at = open.pop() ?? 0;
      const element = found[at];
      if (typeof element === 'object') element[2] = found.length - at;
    },
  });
  parser.end(html);
  return found;
}

const blocks =
  'p div ul ol li table thead tbody tr th td dl dt dd h1 h2 form select option optgroup button head body rt rp';
const parts = [
  ...blocks.split(' ').flatMap((name) => [`<${name}>`, `</${name}>`]),
  ...['text', ' ', '\n', '\t', 'é', '漢', '\u00a0', '"', "'", '>', '=', '/', '< ', 'a < b'],
  ...['<br>', '</br>', '<br/>', '<hr>', '<img src=x>', '<img src="a&amp;b"/>', '<input>', '<p/>'],
  ...['<a href="/x?a=1&b=2&copy=3">', '</a>', '<a href=x&lt;y&gt>', "<b x='&quot;\"' y>", '</b>'],
  ...[
    '<DIV CLASS=A class=b>',
    '<a b = c d= "e" f ="g"h>',
    '<a =x>',
    '<a / b>',
    '<a b/>',
    '<a b=c/>',
  ],
  ...['<x-y z>', '<é>', '<pé É=1>', '<aİ>', '<sp>', '<titles>', '</ p>', '</p x=">">', '</1>'],
  ...['a &amp; b', '&copy;', '&copy', '&notit;', '&nbsp;', '&AMP', '&hellip;', '&NotEqualTilde;'],
  ...['&#60;', '&#x3e;', '&#0;', '&#150;', '&#xD800;', '&#8212;', '& ', '&', '&lt', '&ltx', '&;'],
  ...[
    '<!-- c -->',
    '<!---->',
    '<!-->',
    '<!--->',
    '<!DOCTYPE html>',
    '<!x>',
    '<?xml ?>',
    '<a b="',
    "<a b='",
  ],
  ...['<![CDATA[ a<b ]]>', '<![CDAT>', '<svg>', '</svg>', '<svg/>', '<circle/>', '<path d="x"/>'],
  ...['<math>', '</math>', '<mi/>', '<foreignObject/>', '</foreignObject>', '<annotation-xml>'],
  ...[
    '<title>',
    '</title>',
    '<title>a&amp;<b></title>',
    '<textarea>',
    '<textarea>&amp;<p></textarea>',
  ],
  ...['<script>', '</script>', '</SCRIPT >', '<script>if (a<b) "</p>"</script>', '<script/>'],
  ...['</scriptx>', '<style>p{}</style>', '<xmp><b></xmp>'],
];
/** Closes whatever is open: a page that breaks off in the middle of a tag is another matter. */
const end = ' "\'></a>--></script></title></textarea></xmp></style><p>';

describe('parsePage beside htmlparser2', () => {
  it('reads the same of any mixture of tags, texts and references', () => {
    for (let seed = 0; seed < 6_000; seed++) {
      const random = seededRandom(seed);
      const length = 1 + random.below(14);
      const html = Array.from({ length }, () => random.pick(parts)).join('') + end;

      expect(ours(parsePage(html)), html).toEqual(theirs(html));
    }
  });

  it('decodes every character reference alike, in text and in values', () => {
    const names =
      'amp lt gt quot apos nbsp shy copy laquo raquo sect para middot times ndash mdash';
    const more = 'lsquo rsquo ldquo rdquo bull hellip larr rarr alpha Auml notin zwnj ThickSpace';
    const codes = Array.from({ length: 0x300 }, (_, code) => `#${code}`);
    const written = [...`${names} ${more}`.split(' '), ...codes, '#x2014', '#X1F600', '#x110000'];
    for (const name of written) {
      const html = `a&${name};b<a x="&${name};" y='&${name};' z=&${name};c w="&${name}=">d&${name}`;

      expect(ours(parsePage(html)), name).toEqual(theirs(html));
    }
  });
});

describe('a page that breaks off', () => {
  it.each([
    ['<p>a<img src=', ['p', 'a', 'img']],
    ['<p>a<img src="x', ['p', 'a', 'img']],
    ['<p>a<b', ['p', 'a']],
    ['<p>a</b', ['p', 'a']],
    ['<p>a</', ['p', 'a</']],
    ['<p>a<', ['p', 'a<']],
    ['<p>a<!-- b', ['p', 'a']],
    ['<p>a<!doctype', ['p', 'a']],
    ['<title>a &amp; b', ['title', 'a & b']],
    ['<script>a', ['script']],
  ])('is %j up to there, and can be walked', (html, names) => {
    const page = parsePage(html);

    expect(ours(page).map((node) => (typeof node === 'string' ? node : node[0]))).toEqual(names);
    expect([...page.ends].every((nodeEnd, at) => nodeEnd > at)).toBe(true);
  });
});
