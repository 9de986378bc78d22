import { attribute } from './inline.ts';

/** A table of tags as one of pipes. Without a header row its head is empty. */
export async function tableMarkdown(
  table: string,
  inline: (cell: string) => Promise<string>,
): Promise<readonly string[]> {
  const rows: (readonly string[])[] = [];
  for (const [, row = ''] of table.matchAll(/<tr\b[^>]*>(.*?)<\/tr>/gs)) {
    const cells: string[] = [];
    for (const [, cell = ''] of row.matchAll(/<t[dh]\b[^>]*>(.*?)<\/t[dh]>/gs)) {
      const text = (await inline(cell.trim())).replace(/\s*<br\s*\/?>\s*|\s*\n\s*/g, ' ');
      cells.push(text.replace(/(?<!\\)\|/g, '\\|'));
    }
    rows.push(cells);
  }
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width === 0) return [];
  const hasHead = attribute(/^<table\b([^>]*)>/.exec(table)?.[1] ?? '', 'header-row') === 'true';
  const [head = [], body] = hasHead ? [rows[0], rows.slice(1)] : [[], rows];
  const rule = `|${' --- |'.repeat(width)}`;
  return [line(head, width), rule, ...body.map((cells) => line(cells, width))];
}

function line(cells: readonly string[], width: number): string {
  const filled = Array.from({ length: width }, (_, index) => cells[index] ?? '');
  return `| ${filled.join(' | ')} |`;
}
