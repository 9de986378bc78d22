import type { Parser } from '#core/parser.ts';
import { csvRecords } from '#util/csv-records.ts';
import { decodeText } from './decode-text.ts';
import { createBlockWriter } from './html/block-writer.ts';
import { createRecordLimits, type RecordLimits, type TableRecord } from './record-limits.ts';
import { writeRecords } from './write-records.ts';

/** Comma, semicolon, tab or bar separated values: one table whose first record is the header. */
export const csvParser: Parser = {
  mediaTypes: ['text/csv', 'text/tab-separated-values', 'application/csv'],
  extensions: ['.csv', '.tsv'],
  revision: 1,
  parse({ bytes, name }) {
    const text = decodeText(bytes, name);
    const limits = createRecordLimits();
    const out = createBlockWriter();
    writeRecords(recordsWithin(limits, text), out);
    const skip = limits.refusal();
    if (skip) return { text: '', blocks: [], metadata: {}, skip };
    return { text: out.text(), blocks: out.blocks, metadata: {} };
  },
};

/** Records that are not empty, up to the first that the limits refuse. */
function* recordsWithin(limits: RecordLimits, text: string): Generator<TableRecord> {
  for (const { cells } of csvRecords(text)) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (!limits.allow(cells)) return;
    yield cells;
  }
}
