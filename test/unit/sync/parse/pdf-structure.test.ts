import { describe, expect, it } from 'vitest';
import { headings, outline, parseFile } from '../../../support/parsed.ts';
import { type PdfLine, writePdf } from '../../../support/write-pdf.ts';

type Page = readonly (string | PdfLine)[];

const parse = (...pages: readonly Page[]) => parseFile('book.pdf', writePdf({ pages }));

/** Two full lines of running text and a short one. */
const text = [
  'The pump of the second series is installed on level ground, close to the tank from which it',
  'draws, because the suction line loses pressure with every metre that it is longer than that',
  'of the first series.',
];
const shortText =
  'Close the valve before you lift the cover, or the pump will lose its oil at once.';

const bold = (line: string, y?: number): PdfLine => ({
  text: line,
  font: 'bold',
  ...(y !== undefined && { y }),
});
const large = (line: string, size: number, y: number): PdfLine => ({
  text: line,
  font: 'bold',
  size,
  y,
});

describe('headings of a PDF without bookmarks', () => {
  it('are its larger lines, the largest first, below the title', async () => {
    const parsed = await parse(
      [
        large('Pump Handbook', 24, 750),
        { text: 'A. Writer', size: 14, y: 720 },
        large('Installation', 16, 680),
        ...text,
        large('Tools', 13, 600),
        ...text,
      ],
      [large('Maintenance', 16, 750), ...text, large('Oil', 13, 680), ...text],
    );

    expect(headings(parsed)).toEqual([
      '1 Pump Handbook #page=1',
      '2 Installation #page=1',
      '3 Tools #page=1',
      '2 Maintenance #page=2',
      '3 Oil #page=2',
    ]);
  });

  it('are fat lines of the size of the text where numbers or space above tell them', async () => {
    const parsed = await parse([
      ...text,
      bold('1 Installation', 690),
      ...text,
      bold('1.1 Tools', 620),
      ...text,
      bold('1.2 Steps', 550),
      ...text,
    ]);

    expect(headings(parsed)).toEqual([
      '1 1 Installation #page=1',
      '2 1.1 Tools #page=1',
      '2 1.2 Steps #page=1',
    ]);
  });

  it('may run over two lines, and take in the number of their chapter', async () => {
    const parsed = await parse(
      [
        large('Chapter 1', 16, 750),
        large('Before the pump', 16, 720),
        large('is installed', 16, 700),
        ...text,
      ],
      [large('Chapter 2', 16, 750), large('Maintenance', 16, 720), ...text],
    );

    expect(headings(parsed)).toEqual([
      '1 Chapter 1 Before the pump is installed #page=1',
      '1 Chapter 2 Maintenance #page=2',
    ]);
  });

  it.each<[string, Page]>([
    ['a fat paragraph', [...text, ...text.map((line) => bold(line)), ...text]],
    ['fat words at the beginning of a paragraph', [...text, bold('Note:', 680), ...text]],
    ['the caption of a table', [...text, large('Table 2: Models of the series', 13, 660), ...text]],
    [
      'amounts in large letters',
      [...text, large('275.5', 20, 660), ...text, large('12 %', 20, 560), ...text],
    ],
    [
      'a fat line without text below',
      [...text, bold('Yours sincerely', 680), bold('A. Writer', 640)],
    ],
    ['a list in fat letters', [...text, bold('• One', 660), ...text, bold('• Two', 560), ...text]],
  ])('are not %s', async (_, page) => {
    expect(headings(await parse(page))).toEqual([]);
  });

  it('are not what is set in large letters throughout', async () => {
    const slide = (name: string) =>
      text.map((line, at) => ({ text: `${name} ${line}`, size: 20, y: 700 - at * 24 }));

    expect(headings(await parse(slide('One'), slide('Two')))).toEqual([]);
  });
});

describe('headings of a tagged PDF', () => {
  it('are those that its tags name, whatever they look like', async () => {
    const parsed = await parse([
      { text: 'Installation', tag: 'H1' },
      { text: shortText, tag: 'P' },
      { text: 'Tools', tag: 'H2' },
      { text: 'A spanner.', tag: 'P' },
      { text: 'Large and fat', tag: 'P', font: 'bold', size: 20, y: 600 },
    ]);

    expect(headings(parsed)).toEqual(['1 Installation #page=1', '2 Tools #page=1']);
  });

  it('are searched for by their looks when the tags call nearly everything a heading', async () => {
    const parsed = await parse([
      { text: text.join(' '), tag: 'H1', size: 5 },
      { text: text.join(' '), tag: 'H1', size: 5 },
    ]);

    expect(headings(parsed)).toEqual([]);
  });
});

describe('headings of a PDF with bookmarks', () => {
  it('stand on the page that the bookmark leads to, not where the contents name them', async () => {
    const bytes = writePdf({
      pages: [
        ['Installation', 'Maintenance', ...text],
        ['Installation', ...text],
        ['Maintenance', ...text],
      ],
      bookmarks: [
        ['Installation', 1],
        ['Maintenance', 2],
      ],
    });

    expect(headings(await parseFile('book.pdf', bytes))).toEqual([
      '1 Installation #page=2',
      '1 Maintenance #page=3',
    ]);
  });
});

describe('paragraphs of a PDF', () => {
  it('are lines joined by spaces, up to a last line that leaves room', async () => {
    const parsed = await parse([...text, ...text]);

    expect(outline(parsed)).toEqual([
      `paragraph: ${text.join(' ')}`,
      `paragraph: ${text.join(' ')}`,
    ]);
  });

  it('end where the step to the next line is larger', async () => {
    const [one = '', two = ''] = text;

    const parsed = await parse([one, { text: two, y: 720 }, shortText]);

    expect(parsed.blocks).toHaveLength(2);
  });

  it('go on across pages, past the footnotes, and have the page where they begin', async () => {
    const [one = '', two = '', three = ''] = text;
    const parsed = await parse(
      [one, two, { text: 'A note at the foot of the page.', size: 8, y: 60 }],
      [three, shortText],
    );

    expect(outline(parsed)).toEqual([
      `paragraph: ${text.join(' ')}`,
      'paragraph: A note at the foot of the page.',
      `paragraph: ${shortText}`,
    ]);
    expect(parsed.blocks.map(({ anchor }) => anchor)).toEqual(['page=1', undefined, 'page=2']);
  });

  it('keep line ends that their author wanted', async () => {
    const parsed = await parse([...text, 'Pump Works', 'Mill Lane 4', 'Millbrook']);

    expect(parsed.text).toContain('Pump Works\nMill Lane 4\nMillbrook');
  });

  it('keep the hyphen of a name that a line end divided, and the capital inside a word', async () => {
    const width = text[0]?.length ?? 0;
    const parsed = await parse([
      `${'JavaScript runs on it '.padEnd(width - 10, 'and so on ')} with Java-`,
      `${'Script, '.padEnd(width - 10, 'and so on ')} the Anglo-`,
      'Saxon one.',
    ]);

    expect(parsed.text).toContain('with JavaScript');
    expect(parsed.text).toContain('Anglo-Saxon');
  });
});

describe('columns of a PDF', () => {
  it('are read one after the other where they are drawn line by line across the page', async () => {
    const rows = Array.from({ length: 12 }, (_, at) => at);
    const page = rows.flatMap((at): PdfLine[] => [
      { text: `left ${at} says something that fills its column`, x: 50, y: 700 - at * 14 },
      { text: `right ${at} says something that fills its column`, x: 330, y: 700 - at * 14 },
    ]);

    const parsed = await parse(page);

    const order = [...parsed.text.matchAll(/(left|right) \d+/g)].map(([words]) => words);
    expect(order).toEqual([...rows.map((at) => `left ${at}`), ...rows.map((at) => `right ${at}`)]);
  });
});

describe('tables of a PDF', () => {
  const row = (y: number, cells: readonly string[], font: PdfLine['font'] = 'plain') =>
    cells.map((cell, column): PdfLine => ({ text: cell, x: 50 + column * 120, y, font }));

  it('are told by cells that stand below each other, and a fat first row is their header', async () => {
    const parsed = await parse([
      ...row(700, ['Model', 'Flow', 'Remarks'], 'bold'),
      ...row(684, ['P1', '1000 l/h', 'only for clean water,']),
      { text: 'not outdoors', x: 290, y: 670 },
      ...row(654, ['P2', '2000 l/h', '']),
    ]);

    expect(outline(parsed)).toEqual([
      'table: | Model | Flow | Remarks |\n| --- | --- | --- |\n| P1 | 1000 l/h | only for clean water, not outdoors |\n| P2 | 2000 l/h |  |',
    ]);
    expect(parsed.text.slice(parsed.blocks[0]?.rowsStart)).toMatch(/^\| P1/);
  });

  it('are told by tags, however their cells stand', async () => {
    const parsed = await parse([
      { text: 'Model', tag: 'TH', cell: [0, 0], x: 50, y: 700 },
      { text: 'Flow', tag: 'TH', cell: [0, 1], x: 86, y: 700 },
      { text: 'P1', tag: 'TD', cell: [1, 0], x: 50, y: 686 },
      { text: '1000 l/h', tag: 'TD', cell: [1, 1], x: 86, y: 686 },
    ]);

    expect(outline(parsed)).toEqual(['table: | Model | Flow |\n| --- | --- |\n| P1 | 1000 l/h |']);
  });

  it('are not a table of contents, whose lines stay lines', async () => {
    const parsed = await parse([
      ...row(700, ['1 Pumps', '', '3']),
      '1.1 Models . . . . . . . . . . . . 4',
      '1.2 Flow . . . . . . . . . . . . . 5',
    ]);

    expect(parsed.blocks.every(({ kind }) => kind === 'paragraph')).toBe(true);
    expect(parsed.text.split(/\n+/)).toEqual(['1 Pumps 3', '1.1 Models … 4', '1.2 Flow … 5']);
  });
});

describe('lists of a PDF', () => {
  it('are one item a line, with what goes on below an item and items inside of items', async () => {
    const [one = '', two = '', three = ''] = text;
    const parsed = await parse([
      `• ${one}`,
      { text: two, x: 60 },
      { text: three, x: 60 },
      { text: '• Inside', x: 70 },
      '• Last',
    ]);

    expect(outline(parsed)).toEqual([`list: - ${text.join(' ')}\n  - Inside\n- Last`]);
  });

  it('do not begin with a number that happens to stand at the beginning of a line', async () => {
    const [one = ''] = text;
    const parsed = await parse([
      one,
      '12. The rest of that sentence, which goes on for a while here too.',
    ]);

    expect(parsed.blocks.map(({ kind }) => kind)).toEqual(['paragraph']);
  });
});

describe('code in a PDF', () => {
  it('keeps its lines and how far they are moved in', async () => {
    const code = (line: string, x: number): PdfLine => ({ text: line, font: 'mono', x });
    const parsed = await parse([
      ...text,
      ...text,
      code('if (open) {', 50),
      code('close();', 63.2),
      code('}', 50),
    ]);

    expect(outline(parsed).at(-1)).toBe('code: if (open) {\n  close();\n}');
  });
});

describe('headers and footers of a PDF', () => {
  it('are dropped when they name the chapter, and its heading says the same', async () => {
    const pages = ['Pumps', 'Pumps', 'Pumps', 'Valves', 'Valves', 'Valves'].map(
      (chapter, at): Page => [
        { text: chapter, y: 770 },
        ...(at % 3 === 0 ? [large(chapter, 18, 730)] : []),
        { text: `Page ${'abcdef'[at]} says something that no other page says.`, y: 700 },
        shortText.replace('once', `${'abcdef'[at]}`),
        { text: `${at + 1}`, y: 30 },
      ],
    );

    const parsed = await parse(...pages);

    expect(headings(parsed)).toEqual(['1 Pumps #page=1', '1 Valves #page=4']);
    expect(parsed.text.match(/Pumps|Valves/g)).toHaveLength(2);
    expect(parsed.text).not.toMatch(/^\d$/m);
  });

  it('are dropped when the document calls them decoration', async () => {
    const page = (name: string): Page => [
      { text: 'Confidential', tag: 'Artifact', y: 400 },
      { text: `${name} ${shortText}`, tag: 'P', y: 700 },
    ];

    const parsed = await parse(page('One'), page('Two'));

    expect(parsed.text.match(/Confidential/g)).toHaveLength(1);
  });
});
