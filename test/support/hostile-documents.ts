/** A text that was made to keep a parser busy or to fill its memory. */
export interface HostileDocument {
  /** What is hostile in it, and the extension that decides who reads it. */
  readonly name: string;
  /** Made anew each time it is asked for, so that only one of them need be in memory. */
  readonly text: string;
}

function hostileDocument(name: string, make: Make, length: number): HostileDocument {
  return {
    name,
    get text() {
      return make(length);
    },
  };
}

type Make = (length: number) => string;

/** `unit` again and again, up to `length` characters. */
const fill = (unit: string, length: number) => unit.repeat(Math.max(1, length / unit.length));

const wrapped =
  (before: string, unit: string, after = ''): Make =>
  (length) =>
    `${before}${fill(unit, length)}${after}`;

const nested =
  (open: string, close: string): Make =>
  (length) => {
    const depth = Math.max(1, Math.floor(length / (open.length + close.length)));
    return `${open.repeat(depth)}x${close.repeat(depth)}`;
  };

/** Runs of backticks, each longer than the one before: none closes another. */
const growingTicks: Make = (length) => {
  const runs: string[] = [];
  for (let size = 1, total = 0; total < length; size++, total += size) runs.push('`'.repeat(size));
  return `# ${runs.slice(0, 40).join(' a ')}\n\n${runs.join(' a ')}`;
};

const markdown: Readonly<Record<string, Make>> = {
  'one line of text': wrapped('', 'word '),
  'one word': wrapped('', 'a'),
  'one line of spaces': wrapped('a', ' ', 'b'),
  'line ends': wrapped('a', '\n', 'b'),
  'lines of one space': wrapped('a\n', ' \n', 'b'),
  'a heading of backticks': (length) => `# ${growingTicks(length)}`,
  'open brackets': wrapped('', '['),
  'open image brackets': wrapped('# ', '!['),
  'open links': wrapped('', '[a]('),
  'headings of brackets': wrapped('', `# ${'[a]('.repeat(240)}\n\n`),
  'headings of stars': wrapped('', `# ${'*a **b '.repeat(140)}\n\n`),
  'headings of underscores': wrapped('', `# ${'_a __b '.repeat(140)}\n\n`),
  'headings of open tags': wrapped('', `# ${'<a '.repeat(320)}\n\n`),
  'headings of open comments': wrapped('', `# ${'<!-- '.repeat(190)}\n\n`),
  'headings of open images': wrapped('', `# ${'<img alt='.repeat(110)}\n\n`),
  'headings of spaces and braces': wrapped('', `# ${' '.repeat(900)}{\n\n`),
  'headings of one name': wrapped('', '# a\n\n'),
  'headings that look numbered': (length) =>
    Array.from({ length: length / 12 }, (_, at) => `# a\n\n# a-${at}\n`).join('\n'),
  stars: wrapped('', '*a **b '),
  'quotes in quotes': wrapped('', '>', ' a'),
  'a quote for each line': wrapped('', '> '.repeat(40).concat('a\n')),
  'lists in lists': (length) =>
    Array.from({ length: Math.sqrt(length) }, (_, at) => `${'  '.repeat(at)}- a\n`).join(''),
  'markers on one line': wrapped('', '- '),
  'items that open fences': wrapped('', '- ```\n'),
  'fences that never close': wrapped('', '```js\na\n````x\n'),
  'quotes that open fences': wrapped('', '> ```\n\n'),
  'a row of a thousand cells': (length) =>
    `${'|a'.repeat(1_000)}|\n${'|-'.repeat(1_000)}|\n${fill(`${'|b'.repeat(1_000)}|\n`, length)}`,
  'a table of one column': wrapped('|a|\n|-|\n', '|b|\n'),
  'heads without tables': wrapped('', '|a|b|\n|-|-|-|\n'),
  'one row of bars': wrapped('', '|', '\n|-|\n'),
  'one delimiter row': wrapped('a|b\n', '|-', '|\n'),
  'a delimiter row that breaks at its end': wrapped('a|b\n', '|-', '|x\n'),
  dashes: wrapped('a\n', '-', ' a'),
  'open comments': wrapped('', '<!-- '),
  'open comments on lines': wrapped('', '<!-- a\n\n'),
  'open scripts': wrapped('', '<SCRIPT>\n\n'),
  'open blocks': wrapped('', '<div>\n\n'),
  'ids alone': wrapped('', '<a id="a"></a>'),
  'paragraphs of ids': wrapped('', `${'<a id=a>'.repeat(120)}x\n\n`),
  entities: wrapped('', '&amp;&#x41;&'),
  'an open front matter': wrapped('---\n', 'a: b\n'),
  'front matter of aliases': () =>
    `---\na: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghijk', (name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghijk'[at]}`)}]\n`).join('')}---\n# A\n\nText.\n`,
  'deep front matter': (length) =>
    `---\na: ${nested('[', ']')(Math.min(length, 200_000))}\n---\n# A\n`,
  emoji: wrapped('', '👩‍👩‍👧‍👦'),
  'combining marks': wrapped('a', '\u0301'),
  'right to left marks': wrapped('a', '\u202e\u200f'),
  'lone surrogates': wrapped('', 'a\ufffd'),
  base64: wrapped('![a](data:image/png;base64,', 'QUJD', ')'),
};

const mdx: Readonly<Record<string, Make>> = {
  'open braces': wrapped('', '{'),
  'open braces on lines': wrapped('', 'a {b\n\n'),
  'open components': wrapped('', '<Tab '),
  'open components on lines': wrapped('', '<Tab>\n\n'),
  'components in components': nested('<Tab>', '</Tab>'),
  'open quotes': wrapped('', '<Tab label="'),
  'open templates': wrapped('', '{`'),
  'an open import': wrapped('import {', 'a,\n'),
  'open imports': wrapped('', 'import {\n\n'),
  'exports of braces': wrapped('', 'export const a = {\n\n'),
  backticks: growingTicks,
  'single ticks': wrapped('', '` '),
  'double and single ticks': wrapped('', '``a`b '),
  'open notes': wrapped('', ':::note\n'),
  'one note': wrapped(':::note ', ' a', '{'),
  'a note of spaces': wrapped(':::note', ' ', 'x{'),
  'blank lines of spaces': wrapped('a\n', '  \n\n', 'b'),
  'open comments': wrapped('', '{/* '),
  'closing tags': wrapped('', '</Tab>'),
};

const html: Readonly<Record<string, Make>> = {
  paragraphs: wrapped('<main>', '<p>Some words of a sentence, and more of them.</p>', '</main>'),
  'open elements': wrapped('', '<div>'),
  'elements in elements': nested('<div>', '</div>'),
  'open bold': wrapped('', '<b>a'),
  'open paragraphs in links': wrapped('', '<a href=b><p>'),
  'tables in tables': nested('<table><tr><td>', '</td></tr></table>'),
  'a table that spans far': wrapped('<table>', '<tr><td colspan=1000 rowspan=65534>a', '</table>'),
  'a table of one row': wrapped('<table><tr>', '<td>a', '</table>'),
  'lists in lists': nested('<ul><li>', '</li></ul>'),
  'quotes in quotes': nested('<blockquote>', '</blockquote>'),
  'open attributes': wrapped('', '<a b="'),
  attributes: wrapped('<div', ' a=b c', '>x</div>'),
  'a class of names': wrapped('<div class="', 'menu ', '">x</div>'),
  'an id of dashes': wrapped('<h1 id="', '-', '">x</h1>'),
  'one text': wrapped('<p>', 'word '),
  spaces: wrapped('<p>a', ' ', 'b'),
  'line breaks': wrapped('<p>', '<br>'),
  entities: wrapped('<p>', '&amp&lt;&#x41;'),
  'open comments': wrapped('', '<!-- '),
  'open scripts': wrapped('', '<script>'),
  'closing tags': wrapped('', '</div>'),
  'code of spans': wrapped('<pre><code>', '<span class="k">if</span> '),
  headings: wrapped('', '<h2 id=a>A</h2>'),
  links: wrapped('', '<a href="b">c</a> '),
  'list items of links': wrapped('<ul>', '<li><a href="b">Read more</a>'),
  images: wrapped('', '<img alt="a picture">'),
  definitions: wrapped('<dl>', '<dt>a<dd>b'),
  tabs: wrapped(
    '',
    '<div role="tablist"><button role="tab">a</button></div><div role="tabpanel">b</div>',
  ),
};

const data: Readonly<Record<string, readonly [extension: string, make: Make]>> = {
  'nested lists': ['.json', nested('[', ']')],
  'nested objects': [
    '.json',
    (length) => `${fill('{"a":', length / 2)}1${'}'.repeat(Math.max(1, length / 10))}`,
  ],
  'one list': ['.json', (length) => `[${fill('1,', length)}1]`],
  'one list of lists': ['.json', (length) => `[${fill('[ ],', length)}[]]`],
  'brackets with spaces': ['.json', (length) => `[${fill(`[${' '.repeat(60)}],`, length)}1]`],
  'one text': ['.json', (length) => `"${fill('word ', length)}"`],
  'an open text': ['.json', (length) => `{"a":"${fill('\\"', length)}`],
  keys: [
    '.json',
    (length) =>
      `{${Array.from({ length: length / 12 }, (_, at) => `"k${at}":{\n"a":1}`).join(',\n')}}`,
  ],
  'an interface that refers to itself': [
    '.json',
    () =>
      JSON.stringify({
        openapi: '3.0.0',
        info: { title: 'A' },
        paths: { '/a': { get: { parameters: [{ $ref: '#/paths/~1a/get/parameters/0' }] } } },
        components: {
          schemas: {
            A: { allOf: Array(30).fill({ $ref: '#/components/schemas/A' }) },
            B: { oneOf: Array(9).fill({ items: { $ref: '#/components/schemas/B' } }) },
          },
        },
      }),
  ],
  'an interface of types in types': [
    '.json',
    () => {
      let schema: unknown = { type: 'string' };
      for (let at = 0; at < 60; at++) schema = { oneOf: [schema, schema] };
      return `{"openapi":"3.0.0","paths":{},"components":{"schemas":{"A":${JSON.stringify({ properties: { a: nestedTwice(14) } })}}}}`;
    },
  ],
  'aliases of aliases': [
    '.yaml',
    () =>
      `openapi: 3.0.0\npaths: {}\na: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghijk', (name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghijk'[at]}`)}]\n`).join('')}`,
  ],
  'flow in flow': ['.yaml', (length) => `a: ${nested('[', ']')(length)}`],
  'flow in flow of an interface': [
    '.yaml',
    (length) => `openapi: 3.0.0\npaths: ${nested('{a: ', '}')(length)}`,
  ],
  indent: [
    '.yaml',
    (length) =>
      Array.from({ length: Math.sqrt(length) }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
  ],
  'lists on lines': [
    '.yaml',
    wrapped('openapi: 3.0.0\npaths: {a: b}\n', '- '.repeat(30).concat('a\n')),
  ],
  'blank lines': ['.yaml', wrapped('a:\n', '\n', 'b: c')],
  cells: ['.csv', wrapped('', 'a,')],
  records: ['.csv', wrapped('a,b\n', '1,2\n')],
  'an open quote': ['.csv', wrapped('a,b\n', '"a,b\n')],
  quotes: ['.csv', wrapped('a,b\n"', '"')],
  'one cell': ['.csv', wrapped('a,b\n', 'word ')],
  'wide records': ['.csv', (length) => fill(`${'a,'.repeat(2_000)}b\n`, length)],
  'cells of a notebook': [
    '.ipynb',
    (length) =>
      JSON.stringify({
        cells: Array.from({ length: length / 60 }, () => ({
          cell_type: 'code',
          source: ['`'.repeat(10)],
        })),
      }),
  ],
  'one cell of ticks': [
    '.ipynb',
    (length) => JSON.stringify({ cells: [{ cell_type: 'code', source: fill('` ', length) }] }),
  ],
  pictures: [
    '.ipynb',
    (length) =>
      JSON.stringify({
        cells: [{ cell_type: 'markdown', source: fill('data:image/png;base64,QUJD ', length) }],
      }),
  ],
  'nested outputs': ['.ipynb', (length) => `{"cells":${nested('[', ']')(length)}}`],
  text: ['.txt', wrapped('', 'word ')],
  'one word': ['.txt', wrapped('', 'a')],
  Chinese: ['.txt', wrapped('', '汉字')],
  'control characters': ['.txt', wrapped('', '\u0001\u007f')],
};

function nestedTwice(depth: number): unknown {
  return depth === 0
    ? { type: 'string' }
    : { oneOf: [nestedTwice(depth - 1), nestedTwice(depth - 1)] };
}

/** One document of about `length` characters for each way that is known to keep a parser busy. */
export function hostileDocuments(length: number): readonly HostileDocument[] {
  const family = (makes: Readonly<Record<string, Make>>, extension: string) =>
    Object.entries(makes).map(([name, make]) =>
      hostileDocument(`${name}${extension}`, make, length),
    );
  return [
    ...family(markdown, '.md'),
    ...family({ ...mdx, ...markdown }, '.mdx'),
    ...family(html, '.html'),
    ...Object.entries(data).map(([name, [extension, make]]) =>
      hostileDocument(`${name}${extension}`, make, length),
    ),
  ];
}
