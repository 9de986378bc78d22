import { describe, expect, it } from 'vitest';
import { SkipDocumentError } from '#core/errors.ts';
import { xlsxParser } from '#sync/parse/xlsx/xlsx-parser.ts';
import { caught } from '../../../support/caught.ts';
import { type WorkbookCell, writeXlsx } from '../../../support/write-xlsx.ts';

const parse = (bytes: Uint8Array) =>
  xlsxParser.parse({ bytes, name: 'prices.xlsx', anchors: 'github' });

const parseSheets = (sheets: Readonly<Record<string, readonly (readonly WorkbookCell[])[]>>) =>
  parse(writeXlsx(sheets));

describe('the parser of workbooks', () => {
  it('gives every sheet a heading and a table with its header', async () => {
    const parsed = await parseSheets({
      Prices: [
        ['Plan', 'Euro'],
        ['Free', 0],
        ['Pro', 19.5],
      ],
      Regions: [
        ['Code', 'Open'],
        ['EU', true],
      ],
    });

    expect(parsed.text).toBe(
      'Prices\n\n| Plan | Euro |\n| --- | --- |\n| Free | 0 |\n| Pro | 19.5 |\n\n' +
        'Regions\n\n| Code | Open |\n| --- | --- |\n| EU | true |',
    );
    expect(parsed.blocks.map(({ kind }) => kind)).toEqual(['heading', 'table', 'heading', 'table']);
    expect(parsed.blocks[1]?.rowsStart).toBe(parsed.text.indexOf('| Free'));
  });

  it('shows dates as dates, and a time where there is one', async () => {
    const parsed = await parseSheets({
      Log: [
        ['Day', 'What'],
        [{ serial: 46_000 }, 'opened'],
        [{ serial: 46_000.5 }, 'closed'],
      ],
    });

    expect(parsed.text).toContain('| 2025-12-09 | opened |\n| 2025-12-09 12:00:00 | closed |');
  });

  it('takes single cells above a table as its introduction, and leaves empty rims out', async () => {
    const parsed = await parseSheets({
      Plan: [
        [null, 'Valid from May'],
        [],
        [null, 'Team', 'Lead', null],
        [null, 'Docs', 'Ada', null],
      ],
      Empty: [[null, null]],
    });

    expect(parsed.text).toBe(
      'Plan\n\nValid from May\n\n| Team | Lead |\n| --- | --- |\n| Docs | Ada |',
    );
  });

  it('leaves out a sheet that a reader does not see', async () => {
    const parsed = await parseSheets({ Open: [['a', 'b']], 'Hidden notes': [['secret', 'x']] });

    expect(parsed.text).toBe('Open\n\n| a | b |\n| --- | --- |');
  });

  it('keeps every cell of a sheet whose rows have one cell each', async () => {
    const parsed = await parseSheets({ Notes: [['first'], ['second']] });

    expect(parsed.text).toBe('Notes\n\nfirst\n\nsecond');
  });

  it('leaves out what has too many rows to be found by its words', async () => {
    const rows = Array.from({ length: 100_001 }, (_, at) => [at, 'x']);

    expect((await parseSheets({ Data: rows })).skip?.code).toBe('too_large');
  });

  it('says what is wrong with a file that is no workbook', async () => {
    const old = Buffer.from('d0cf11e0a1b11ae1', 'hex');
    const locked = Buffer.concat([old, Buffer.from('EncryptedPackage', 'utf16le')]);
    const hollow = writeXlsx({ A: [['x']] }).subarray(0, 300);
    const bomb = writeXlsx({ A: [['x']] }, [
      { name: 'xl/worksheets/sheet9.xml', content: Buffer.alloc(64_000_000) },
    ]);

    const codes: unknown[] = [];
    for (const bytes of [old, locked, hollow, bomb]) {
      const error = await caught((async () => parse(bytes))());
      codes.push(error instanceof SkipDocumentError && error.code);
    }

    expect(codes).toEqual(['unsupported_format', 'encrypted', 'malformed', 'archive_bomb']);
  });

  it('reads only what the directory of the archive lists', async () => {
    const workbook = writeXlsx({
      Pumps: [
        ['name', 'flow'],
        ['P1', 3],
      ],
    });
    const hidden = Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1');
    const start = workbook.indexOf('PK\x01\x02', 0, 'latin1');
    const bytes = Buffer.concat([workbook.subarray(0, start), hidden, workbook.subarray(start)]);
    const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    bytes.writeUInt32LE(start + hidden.length, end + 16);

    const parsed = await parse(bytes);

    expect(parsed.text).toContain('| P1 | 3 |');
  });
});
