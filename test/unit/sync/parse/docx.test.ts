import { describe, expect, it } from 'vitest';
import { headings, outline, parseFile } from '../../../support/parsed.ts';
import { wordParagraph, wordTable, writeDocx } from '../../../support/write-docx.ts';
import { writeZip } from '../../../support/write-zip.ts';

const container = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

describe('the Word parser', () => {
  it('keeps headings, tables with their header, and code', async () => {
    const parsed = await parseFile(
      'guide.docx',
      writeDocx(
        wordParagraph('The guide', 'Title') +
          wordParagraph('Setup', 'Heading1') +
          wordParagraph('Do it.') +
          wordTable([
            ['name', 'age'],
            ['Ann', '3'],
          ]) +
          wordParagraph('npm ci', 'Code') +
          wordParagraph('npm test', 'Code'),
      ),
    );

    expect(parsed.title).toBe('The guide');
    expect(headings(parsed)).toEqual(['1 The guide #undefined', '1 Setup #undefined']);
    expect(outline(parsed).slice(2)).toEqual([
      'paragraph: Do it.',
      'table: | name | age |\n| --- | --- |\n| Ann | 3 |',
      'code: npm ci\nnpm test',
    ]);
    expect(parsed.blocks[3]?.rowsStart).toBeGreaterThan(0);
  });

  it('keeps notes and their numbers without the arrow that leads back', async () => {
    const namespace = 'http://schemas.openxmlformats.org';
    const reference =
      '<w:p><w:r><w:t>Open it</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>';
    const parsed = await parseFile(
      'guide.docx',
      writeDocx(reference, [
        {
          name: 'word/_rels/document.xml.rels',
          content: `<Relationships xmlns="${namespace}/package/2006/relationships"><Relationship Id="f" Type="${namespace}/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>`,
        },
        {
          name: 'word/footnotes.xml',
          content: `<w:footnotes xmlns:w="${namespace}/wordprocessingml/2006/main"><w:footnote w:id="1">${wordParagraph('Slowly.')}</w:footnote></w:footnotes>`,
        },
      ]),
    );

    expect(outline(parsed)).toEqual(['paragraph: Open it[1]', 'list: 1. Slowly.']);
  });

  it('tells damage from malice', async () => {
    const bytes = writeDocx(wordParagraph('Some text that is long enough to be packed.'));
    const at = bytes.indexOf('word/document.xml') + 'word/document.xml'.length + 12;
    bytes[at] = (bytes[at] ?? 0) ^ 0x55;

    await expect(parseFile('guide.docx', bytes)).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('word/document.xml'),
    });
  });

  it.each([
    ['a locked document', [container, Buffer.from('EncryptedPackage', 'utf16le')], 'encrypted'],
    [
      'a document of Word 97',
      [container, Buffer.from('WordDocument', 'utf16le')],
      'unsupported_format',
    ],
    ['noise', [Buffer.from('not a document')], 'malformed'],
    ['half an archive', [writeDocx(wordParagraph('x')).subarray(0, 200)], 'malformed'],
    ['an archive without a document', [writeZip([{ name: 'a.txt', content: 'a' }])], 'malformed'],
    [
      'broken markup',
      [writeZip([{ name: 'word/document.xml', content: '<w:document><w:body>' }])],
      'malformed',
    ],
    ['a locked archive', [writeZip([{ name: 'a', content: 'a', encrypted: true }])], 'encrypted'],
  ])('refuses %s', async (_, parts, code) => {
    await expect(parseFile('a.docx', Buffer.concat(parts))).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code,
      message: expect.stringContaining('a.docx'),
      hint: expect.stringMatching(/\w/),
    });
  });

  it.each([
    [
      'a part that unpacks a thousandfold',
      [{ name: 'word/a.xml', content: Buffer.alloc(16 * 1024 * 1024) }],
    ],
    [
      'a part that holds more than it declares',
      [{ name: 'word/a.xml', content: Buffer.alloc(1024 * 1024), declaredBytes: 100 }],
    ],
    [
      'more than it may hold together',
      Array.from({ length: 3 }, (_, at) => ({
        name: `a${at}.bin`,
        content: 'a',
        declaredBytes: 0x7fffffff,
      })),
    ],
    [
      'more entries than a document has',
      Array.from({ length: 10_001 }, (_, at) => ({ name: `${at}`, content: '' })),
    ],
  ])('refuses %s as a bomb', async (_, files) => {
    const bytes = writeDocx(wordParagraph('x'), files);

    await expect(parseFile('a.docx', bytes)).rejects.toMatchObject({ code: 'archive_bomb' });
  });

  it('leaves out a document with macros', async () => {
    const bytes = writeDocx(wordParagraph('x'), [{ name: 'word/vbaProject.bin', content: 'x' }]);

    const parsed = await parseFile('a.docm', bytes);

    expect(parsed).toMatchObject({ text: '', blocks: [], skip: { code: 'macros' } });
  });
});
