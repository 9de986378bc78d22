import { Parser } from 'htmlparser2';
import { readEntry, type ZipEntry } from '../zip/read-zip.ts';

/** The names of the sheets that a reader of the workbook does not see. */
export function hiddenSheets(bytes: Uint8Array, entries: readonly ZipEntry[]): ReadonlySet<string> {
  const hidden = new Set<string>();
  const workbook = entries.find(({ name }) => name === 'xl/workbook.xml');
  if (workbook === undefined) return hidden;
  const parser = new Parser(
    {
      onopentag(tag, { name, state }) {
        const isSheet = tag === 'sheet' || tag.endsWith(':sheet');
        if (isSheet && name !== undefined && /hidden$/i.test(state ?? '')) hidden.add(name);
      },
    },
    { xmlMode: true },
  );
  parser.end(new TextDecoder().decode(readEntry(bytes, workbook)));
  return hidden;
}
