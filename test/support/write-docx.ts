import { writeZip, type ZipFile } from './write-zip.ts';

const namespace = 'http://schemas.openxmlformats.org';

/** A Word document whose body is given as WordprocessingML; more entries can be added. */
export function writeDocx(body: string, more: readonly ZipFile[] = []): Buffer {
  const types = `<Types xmlns="${namespace}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
  const relations = `<Relationships xmlns="${namespace}/package/2006/relationships"><Relationship Id="r1" Type="${namespace}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;
  const styles = ['Title', 'Heading1', 'Heading2', 'Code']
    .map((id) => {
      const name = id.replace(/(\d)/, ' $1').replace('Heading', 'heading');
      return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;
    })
    .join('');
  const word = (inner: string, root: string) =>
    `<?xml version="1.0"?><w:${root} xmlns:w="${namespace}/wordprocessingml/2006/main">${inner}</w:${root}>`;
  return writeZip([
    { name: '[Content_Types].xml', content: types },
    { name: '_rels/.rels', content: relations },
    { name: 'word/document.xml', content: word(`<w:body>${body}</w:body>`, 'document') },
    { name: 'word/styles.xml', content: word(styles, 'styles') },
    ...more,
  ]);
}

export function wordParagraph(text: string, style?: string): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export function wordTable(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row.map((text) => `<w:tc>${wordParagraph(text)}</w:tc>`).join('');
  const head = '<w:trPr><w:tblHeader/></w:trPr>';
  return `<w:tbl>${rows.map((row, at) => `<w:tr>${at === 0 ? head : ''}${cells(row)}</w:tr>`).join('')}</w:tbl>`;
}
