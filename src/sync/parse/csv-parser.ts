import type { Parser } from '#core/parser.ts';
import { readRecords } from '#util/csv-records.ts';
import { decodeText } from './decode-text.ts';
import { createBlockWriter } from './html/block-writer.ts';
import { maxRecordCount, tooLarge, writeRecords } from './write-records.ts';

/** Comma, semicolon, tab or bar separated values: one table whose first record is the header. */
export const csvParser: Parser = {
  mediaTypes: ['text/csv', 'text/tab-separated-values', 'application/csv'],
  extensions: ['.csv', '.tsv'],
  revision: 1,
  parse({ bytes, name }) {
    const read = readRecords(decodeText(bytes, name), maxRecordCount + 1);
    const records = read.filter((record) => record.some((cell) => cell.trim() !== ''));
    const skip = tooLarge(records);
    if (skip) return { text: '', blocks: [], metadata: {}, skip };
    const out = createBlockWriter();
    writeRecords(records, out);
    return { text: out.text(), blocks: out.blocks, metadata: {} };
  },
};
