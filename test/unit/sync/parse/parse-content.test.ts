import { describe, expect, it } from 'vitest';
import { parsers } from '#sync/parse/index.ts';
import { parseContent } from '#sync/parse/parse-content.ts';

function parse(name: string, bytes: Uint8Array, mediaType = '') {
  return parseContent({ as: 'bytes', mediaType, name, bytes }, { anchors: 'github', name });
}

describe('parseContent', () => {
  it('goes by the media type, and by the extension where the media type says little', async () => {
    const bytes = Buffer.from('# A\n\n<p>b</p>');

    const kinds = await Promise.all([
      parse('a.md', bytes, 'text/plain; charset=utf-8'),
      parse('a.md', bytes, 'text/html'),
      parse('a.TXT', bytes),
    ]);

    expect(kinds.map((parsed) => parsed.blocks[0]?.kind)).toEqual([
      'heading',
      'paragraph',
      'paragraph',
    ]);
  });

  it('leads headings where the source says that they are read, and others to the document', async () => {
    const text = '# One\n\na\n\n## Same {#own}\n\nb\n\n## Same\n\nc\n\n## Unknown\n\nd';
    const anchors = [
      { heading: ' Same\n', anchor: 'gid=1' },
      { heading: 'Never there', anchor: 'gid=9' },
      { heading: 'Same', anchor: 'gid=2' },
      { heading: 'One', anchor: 'gid=3' },
    ];

    const parsed = await parseContent(
      { as: 'text', mediaType: 'text/markdown', text, anchors },
      { anchors: 'github', name: 'a.md' },
    );

    expect(parsed.blocks.flatMap(({ heading }) => (heading ? [heading.anchor] : []))).toEqual([
      'gid=3',
      'gid=1',
      'gid=2',
      undefined,
    ]);
  });

  it('separates the paragraphs of plain text', async () => {
    const parsed = await parse('a.txt', Buffer.from('\n one\ntwo \n \t\nthree'));

    expect(parsed.blocks.map(({ start, end }) => parsed.text.slice(start, end))).toEqual([
      ' one\ntwo',
      'three',
    ]);
  });

  it.each([
    ['a NUL byte', Buffer.from('# text\0more'), /NUL/],
    ['a PDF', Buffer.from('%PDF-1.7 …'), /PDF/],
    ['a PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47]), /PNG/],
    ['a ZIP', Buffer.from('PK\x03\x04'), /ZIP/],
  ])('refuses %s under a text extension', async (_, bytes, message) => {
    await expect(parse('docs/a.md', bytes)).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code: 'binary',
      message: expect.stringMatching(message),
    });
  });

  it('says where a text stops being UTF-8, past replacement characters that are really there', async () => {
    const bytes = Buffer.concat([Buffer.from('ok ä \ufffd '), Buffer.from([0xe9, 0x20])]);

    await expect(parse('a.md', bytes)).rejects.toMatchObject({
      code: 'not_utf8',
      message: expect.stringContaining('byte 10'),
      hint: expect.stringContaining('UTF-8'),
    });
  });

  it('decodes UTF-16 with a byte order mark', async () => {
    const little = Buffer.from('\ufeffgrün', 'utf16le');

    expect((await parse('a.txt', little)).text).toBe('grün');
    expect((await parse('a.txt', Buffer.from(little).swap16())).text).toBe('grün');
  });

  it('believes the charset that an HTML page declares', async () => {
    const page = Buffer.from('<meta charset="iso-8859-1"><p>grün', 'latin1');

    expect((await parse('a.html', page)).text).toBe('grün');
  });

  it('names the supported formats when it knows no parser', async () => {
    await expect(parse('movie.mp4', Buffer.from('x'))).rejects.toMatchObject({
      code: 'unsupported_format',
      hint: expect.stringContaining('.md'),
    });
  });

  it.each(
    parsers.map((parser) => parser.extensions[0] ?? ''),
  )('finds no blocks in an empty %s', async (extension) => {
    const parsed = await parse(`a${extension}`, new Uint8Array());

    expect(parsed.blocks).toEqual([]);
  });

  it.each([
    '.md',
    '.mdx',
    '.html',
    '.csv',
    '.json',
    '.txt',
  ])('finds no blocks in a %s that holds only white space', async (extension) => {
    const parsed = await parse(`a${extension}`, Buffer.from(' \n\n'));

    expect(parsed.blocks).toEqual([]);
  });
});
