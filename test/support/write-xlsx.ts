import { writeZip, type ZipFile } from './write-zip.ts';

const namespace = 'http://schemas.openxmlformats.org';

/** A number with this style is shown as a date. */
export interface DateCell {
  readonly serial: number;
}

export type WorkbookCell = string | number | boolean | null | DateCell;

/**
 * An Excel workbook of sheets by their names, as Excel itself lays one out; more entries can be added.
 * A sheet whose name begins with `Hidden` is hidden.
 */
export function writeXlsx(
  sheets: Readonly<Record<string, readonly (readonly WorkbookCell[])[]>>,
  more: readonly ZipFile[] = [],
): Buffer {
  const strings: string[] = [];
  const parts = Object.values(sheets).map((rows, at) => ({
    name: `xl/worksheets/sheet${at + 1}.xml`,
    content: `<worksheet xmlns="${namespace}/spreadsheetml/2006/main"><sheetData>${rows.map((row, index) => `<row r="${index + 1}">${row.map((cell, column) => cellXml(cell, `${columnName(column)}${index + 1}`, strings)).join('')}</row>`).join('')}</sheetData></worksheet>`,
  }));
  const entries = Object.keys(sheets)
    .map(
      (name, at) =>
        `<sheet name="${name}"${name.startsWith('Hidden') ? ' state="hidden"' : ''} sheetId="${at + 1}" r:id="r${at + 1}"/>`,
    )
    .join('');
  const relations = Object.keys(sheets)
    .map((_, at) => relation(`r${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`))
    .join('');
  return writeZip([
    {
      name: '[Content_Types].xml',
      content: `<Types xmlns="${namespace}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: relationsXml(relation('r1', 'officeDocument', 'xl/workbook.xml')),
    },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${namespace}/spreadsheetml/2006/main" xmlns:r="${namespace}/officeDocument/2006/relationships"><sheets>${entries}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationsXml(
        relations +
          relation('strings', 'sharedStrings', 'sharedStrings.xml') +
          relation('styles', 'styles', 'styles.xml'),
      ),
    },
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst xmlns="${namespace}/spreadsheetml/2006/main">${strings.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join('')}</sst>`,
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet xmlns="${namespace}/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    },
    ...parts,
    ...more,
  ]);
}

function cellXml(cell: WorkbookCell, at: string, strings: string[]): string {
  if (cell === null) return `<c r="${at}"/>`;
  if (typeof cell === 'string') return `<c r="${at}" t="s"><v>${strings.push(cell) - 1}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${Number(cell)}</v></c>`;
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  return `<c r="${at}" s="1"><v>${cell.serial}</v></c>`;
}

function columnName(index: number): string {
  const rest = String.fromCharCode(65 + (index % 26));
  return index < 26 ? rest : columnName(Math.floor(index / 26) - 1) + rest;
}

function relation(id: string, kind: string, target: string): string {
  return `<Relationship Id="${id}" Type="${namespace}/officeDocument/2006/relationships/${kind}" Target="${target}"/>`;
}

function relationsXml(inner: string): string {
  return `<Relationships xmlns="${namespace}/package/2006/relationships">${inner}</Relationships>`;
}
