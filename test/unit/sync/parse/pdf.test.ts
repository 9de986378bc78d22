import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { defaultChunkOptions } from '#core/chunk.ts';
import { createConverter } from '#sync/convert.ts';
import { outline, parseFile } from '../../../support/parsed.ts';
import { writePdf } from '../../../support/write-pdf.ts';

const parse = (bytes: Uint8Array) => parseFile('book.pdf', bytes);

describe('the PDF parser', () => {
  it('reads page by page and gives the first block of each page its number as anchor', async () => {
    const parsed = await parse(
      writePdf({ pages: [['First page.'], ['Second page.'], ['Third.']] }),
    );

    expect(parsed.blocks.map(({ anchor }) => anchor)).toEqual(['page=1', 'page=2', 'page=3']);
    expect(outline(parsed)).toEqual([
      'paragraph: First page.',
      'paragraph: Second page.',
      'paragraph: Third.',
    ]);
    expect(parsed.metadata).toEqual({ pages: 3 });
  });

  it('gives each chunk the page on which it begins', async () => {
    const lines = (page: number) =>
      Array.from({ length: 40 }, (_, at) => `Sentence ${at} of page ${page} says something new.`);
    const bytes = writePdf({ pages: [lines(1), lines(2), lines(3)] });
    const converter = createConverter({
      chunking: { ...defaultChunkOptions, maxTokens: 200, overlapTokens: 0 },
      anchors: 'github',
    });

    const { chunks } = await converter.convert(
      {
        documentId: 'a.pdf',
        name: 'a.pdf',
        content: { as: 'bytes', mediaType: 'application/pdf', name: 'a.pdf', bytes },
      },
      new AbortController().signal,
    );

    expect(chunks.length).toBeGreaterThan(5);
    for (const { anchor, text } of chunks) {
      expect(anchor).toBe(`page=${/of page (\d)/.exec(text)?.[1]}`);
    }
  });

  it('makes headings of the lines that bookmarks name, with or without their number', async () => {
    const parsed = await parse(
      writePdf({
        pages: [
          ['1 Getting started', 'Do this.'],
          ['2 Going on', 'Do that.'],
        ],
        bookmarks: [
          ['Getting started', 0],
          ['Missing in the text', 0],
          ['Going on', 1],
        ],
      }),
    );

    expect(parsed.blocks.flatMap(({ heading }) => heading ?? [])).toEqual([
      { level: 1, text: '1 Getting started', anchor: 'page=1' },
      { level: 1, text: '2 Going on', anchor: 'page=2' },
    ]);
  });

  it('does not take a table of contents for headings', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `Chapter of ${'abcdefghijklmnopqrst'[at]}`);
    const parsed = await parse(
      writePdf({
        pages: [names, ...names.map((name) => [name, 'Its text.'])],
        bookmarks: names.map((name, at) => [name, at + 1] as const),
      }),
    );

    const pages = parsed.blocks.flatMap(({ heading }) => heading?.anchor ?? []);
    expect(pages).toHaveLength(20);
    expect(pages[0]).toBe('page=2');
  });

  it('joins words that a line end divided, and keeps hyphens that the document writes elsewhere', async () => {
    const parsed = await parse(
      writePdf({ pages: [['We intro-', 'duce a well-', 'known trick, a well-known one.']] }),
    );

    expect(parsed.text).toBe('We introduce a well-known trick, a well-known one.');
  });

  it('drops repeated headers, footers and page numbers, but keeps the first of each', async () => {
    const pages = [1, 2, 3, 4].map((page) => [
      `Handbook, page ${page}`,
      `Text ${'abcd'[page - 1]}.`,
      `${page}`,
    ]);

    const parsed = await parse(writePdf({ pages }));

    expect(parsed.text.replace(/\s+/g, ' ')).toBe(
      'Handbook, page 1 Text a. Text b. Text c. Text d.',
    );
  });

  it('keeps the first of a header without a letter of ASCII', async () => {
    const pages = ['a', 'b', 'c'].map((name) => ['ÄÖÜ', `Text ${name}.`]);

    expect((await parse(writePdf({ pages }))).text.match(/ÄÖÜ/g)).toHaveLength(1);
  });

  it('drops Roman page numbers, and the dots of a table of contents', async () => {
    const parsed = await parse(
      writePdf({
        pages: [
          ['Setup . . . . . . . . . . . 3', 'i'],
          ['Text a.', 'ii'],
          ['Text b.', '3'],
        ],
      }),
    );

    expect(parsed.text).toBe('Setup … 3\n\nText a.\n\nText b.');
  });

  it.each([
    ['The Guide', 'The Guide'],
    ['Microsoft Word - guide.doc', undefined],
    ['untitled', undefined],
    ['guide.indd', undefined],
  ])('takes the title %j as %j', async (title, expected) => {
    expect((await parse(writePdf({ pages: [['Text.']], title }))).title).toBe(expected);
  });

  it('says of pictures of text that there is no text, and what to do', async () => {
    const parsed = await parse(writePdf({ pages: [[], []] }));

    expect(parsed.skip).toEqual({ code: 'no_text', message: expect.stringContaining('OCR') });
  });

  it('refuses a document with a password', async () => {
    await expect(parse(writePdf({ pages: [['x']], encrypted: true }))).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code: 'encrypted',
      hint: expect.stringContaining('password'),
    });
  });

  it.each([
    ['nothing but a header', Buffer.from('%PDF-1.7\n')],
    ['a web page', Buffer.from('<!doctype html><p>Not found')],
    ['half a document', writePdf({ pages: [['x']] }).subarray(0, 90)],
    ['noise', Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 251))],
  ])('refuses %s as malformed', async (_, bytes) => {
    await expect(parse(bytes)).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code: 'malformed',
      message: expect.stringContaining('book.pdf'),
    });
  });

  it('does not read the half of a document that was cut off', async () => {
    const whole = writePdf({ pages: [['First page.'], ['Second page.']] });

    const parsing = parse(whole.subarray(0, whole.indexOf('xref')));

    await expect(parsing).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('its end is missing'),
    });
  });

  it('takes damaged text for damage, not for a document without text', async () => {
    const packed = deflateSync('BT /F1 11 Tf 50 750 Td (Some text.) Tj ET');
    packed[8] = (packed[8] ?? 0) ^ 0xff;
    const pdf = writePdf({ pages: [[]] }).toString('latin1');
    const content = `<< /Filter /FlateDecode /Length ${packed.length} >>\nstream\n${packed.toString('latin1')}\nendstream`;
    const bytes = Buffer.from(
      pdf.replace('<< /Length 0 >>\nstream\n\nendstream', () => content),
      'latin1',
    );

    await expect(parse(bytes)).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('damaged'),
    });
  });

  it('refuses a stream that unpacks to a giant before anything is read from it', async () => {
    const giant = deflateSync(Buffer.alloc(200 * 1024 * 1024, 32));
    const pdf = writePdf({ pages: [['x']] }).toString('latin1');
    const packed = `9 0 obj\n<< /Filter /FlateDecode /Length ${giant.length} >>\nstream\n${giant.toString('latin1')}\nendstream\nendobj\n`;
    const bytes = Buffer.from(pdf.replace('xref\n', `${packed}xref\n`), 'latin1');

    await expect(parse(bytes)).rejects.toMatchObject({ code: 'archive_bomb' });
  });

  it('leaves its input as it was, and reads it the same way twice', async () => {
    const bytes = new Uint8Array(writePdf({ pages: [['Some text.']] }));

    const first = await parse(bytes);

    expect(bytes.byteLength).toBeGreaterThan(0);
    expect(await parse(bytes)).toEqual(first);
  });
});
