import { SkipDocumentError } from '#core/errors.ts';
import type { Parser } from '#core/parser.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { createBlockWriter } from '../html/block-writer.ts';
import { createRecordLimits, type TableRecord } from '../record-limits.ts';
import { writeRecords } from '../write-records.ts';
import { checkArchive } from '../zip/check-archive.ts';
import type { ZipEntry } from '../zip/read-zip.ts';
import { refuseOldOffice } from '../zip/refuse-old-office.ts';
import { storedArchive } from '../zip/stored-archive.ts';

const markup = /\.(?:xml|rels)$/i;

/**
 * Excel workbooks (.xlsx): every sheet a heading and a table. Lines with a single cell above a table
 * are its introduction. Formulas are the values that the program saved with them; nothing is
 * calculated. Hidden sheets, charts, comments and pictures are not read.
 */
export const xlsxParser: Parser = {
  mediaTypes: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  extensions: ['.xlsx'],
  revision: 1,
  async parse({ bytes, name }) {
    refuseOldOffice(bytes, name, { program: 'Excel', extension: '.xlsx' });
    const entries = checkArchive(bytes, name, markup);
    const out = createBlockWriter();
    for (const { title, records } of await visibleSheets(bytes, name, entries)) {
      if (records.length === 0) continue;
      const limits = createRecordLimits();
      const skip = records.every(limits.allow) ? undefined : limits.refusal();
      if (skip) return { text: '', blocks: [], metadata: {}, skip };
      out.write('heading', title, {
        heading: { level: 2, text: title, anchor: undefined },
      });
      const table = records.findIndex((record) => record.length > 1);
      const introduction = records.slice(0, table < 0 ? records.length : table);
      for (const [line = ''] of introduction) out.write('paragraph', line.trim());
      if (table >= 0) writeRecords(records.slice(table), out);
    }
    return { text: out.text(), blocks: out.blocks, metadata: {} };
  },
};

interface SheetRecords {
  readonly title: string;
  readonly records: readonly TableRecord[];
}

async function visibleSheets(
  bytes: Uint8Array,
  name: string,
  entries: readonly ZipEntry[],
): Promise<readonly SheetRecords[]> {
  const { readWorkbook } = await import('./read-workbook.ts');
  try {
    // It reads XML with what reads HTML, which is large: loaded with the first workbook.
    const { hiddenSheets } = await import('./hidden-sheets.ts');
    const hidden = hiddenSheets(bytes, entries);
    const checked = entries.filter((entry) => markup.test(entry.name));
    const sheets = await readWorkbook(storedArchive(bytes, checked));
    return sheets
      .filter(({ sheet }) => !hidden.has(sheet))
      .map(({ sheet, data }) => ({ title: sheet, records: recordsOf(data) }));
  } catch (thrown) {
    const cause = asError(thrown);
    throw new SkipDocumentError(
      `${name} is not an Excel workbook that can be read: ${cutText(cause.message, 200)}.`,
      {
        code: 'malformed',
        hint: 'Open it in Excel or LibreOffice and save it as .xlsx anew, or exclude it.',
        cause,
      },
    );
  }
}

/** Without empty rows, and without the columns that are empty on the left and on the right. */
function recordsOf(rows: readonly (readonly unknown[])[]): readonly TableRecord[] {
  const records = rows.map((row) => row.map(textOf)).filter((row) => row.some(isFilled));
  const first = records.reduce(
    (least, row) => Math.min(least, row.findIndex(isFilled)),
    Number.POSITIVE_INFINITY,
  );
  return records.map((row) => row.slice(first, row.findLastIndex(isFilled) + 1));
}

const isFilled = (cell: string) => cell.trim() !== '';

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (!(cell instanceof Date)) return String(cell);
  const text = cell.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}
