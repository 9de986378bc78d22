import { readNumberedRecords } from '#util/csv-records.ts';
import { nearestWord } from '#util/nearest-word.ts';
import { buildSuite } from '../build-suite.ts';
import type { Suite } from '../suite.ts';
import { settingsSchema } from '../suite-schema.ts';
import type { Fault } from '../yaml-faults.ts';
import { checkRows, type Row } from './check-rows.ts';
import { suiteError } from './suite-error.ts';
import type { SuiteText } from './suite-format.ts';

const placeColumns = ['path', 'url', 'anchor', 'heading', 'title', 'quote'] as const;
const columns = [
  'id',
  'question',
  ...placeColumns,
  'grade',
  'critical',
  'tags',
  'owner',
  'should_refuse',
  'must_not_cite',
  'reference',
  'contains',
  'not_contains',
  'regex',
  'number',
  'tolerance',
  'citations_resolve',
] as const;

type Column = (typeof columns)[number];
type Cells = ReadonlyMap<Column, string>;

const maxRowCount = 100_000;

/**
 * A suite as a table with a header row. A row is a question with one target; more rows of the same id
 * add targets to it. Lists (tags, contains, must_not_cite) are parted by `;`.
 */
export function parseCsvSuite({ fileName, text }: SuiteText): Suite {
  const [header, ...records] = readNumberedRecords(text.replace(/\r\n?/g, '\n'), maxRowCount);
  const names = (header?.cells ?? []).map((cell) =>
    cell.trim().toLowerCase().replace(/[ -]/g, '_'),
  );
  const faults = headerFaults(names);
  if (faults.length > 0) throw suiteError(fileName, faults);

  const rows = new Map<string, { row: Row; targets: unknown[] }>();
  for (const { cells, line } of records) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const filled = filledCells(names, cells);
    const id = filled.get('id') ?? '';
    const target = targetOf(filled);
    const known = rows.get(id);
    const isMore =
      filled.get('question') === undefined || filled.get('question') === questionOf(known);
    if (known && id !== '' && isMore) {
      if (target) known.targets.push(target);
      continue;
    }
    const targets: unknown[] = target ? [target] : [];
    const row = {
      line,
      value: { ...questionValue(filled), ...(target === undefined ? {} : { targets }) },
    };
    rows.set(known ? `${id}\n${line}` : id || `\n${line}`, { row, targets });
  }
  const questions = checkRows(
    fileName,
    [...rows.values()].map(({ row }) => row),
  );
  return buildSuite(fileName, settingsSchema.parse({}), questions);
}

function headerFaults(names: readonly string[]): readonly Fault[] {
  const known: readonly string[] = columns;
  const faults = names.flatMap((name) => {
    if (name === '' || known.includes(name)) return [];
    const meant = nearestWord(name, known);
    const cure = meant === undefined ? 'Remove it' : `Write \`${meant}\``;
    const text = `found the unknown column \`${name}\`, expected columns among ${known.join(', ')}. ${cure}`;
    return [{ line: 1, text }];
  });
  const missing = ['id', 'question'].filter(
    (name) => !names.includes(name) && !faults.some(({ text }) => text.endsWith(`\`${name}\``)),
  );
  return [
    ...faults,
    ...missing.map((name) => ({
      line: 1,
      text: `found no column \`${name}\`, expected a first row that names the columns. Write \`id,question,path,anchor\``,
    })),
  ];
}

function filledCells(names: readonly string[], cells: readonly string[]): Cells {
  const filled = new Map<Column, string>();
  for (const column of columns) {
    const cell = cells[names.indexOf(column)]?.trim();
    if (cell !== undefined && cell !== '') filled.set(column, cell);
  }
  return filled;
}

function targetOf(cells: Cells): unknown {
  const place = placeColumns.flatMap((column) => {
    const cell = cells.get(column);
    return cell === undefined ? [] : [[column, cell]];
  });
  if (place.length === 0) return undefined;
  const grade = cells.get('grade');
  return { ...Object.fromEntries(place), ...(grade !== undefined && { grade: numberOf(grade) }) };
}

function questionValue(cells: Cells): Record<string, unknown> {
  const number = cells.get('number');
  const tolerance = cells.get('tolerance');
  const answer = {
    ...listed(cells, 'contains'),
    ...listed(cells, 'not_contains'),
    ...single(cells, 'regex'),
    ...(number !== undefined && {
      number: {
        value: numberOf(number),
        ...(tolerance !== undefined && { tolerance: numberOf(tolerance) }),
      },
    }),
    ...flag(cells, 'citations_resolve'),
  };
  const forbidden = cells.get('must_not_cite')?.split(';').map(forbiddenPlace);
  return {
    ...single(cells, 'id'),
    ...single(cells, 'question'),
    ...single(cells, 'owner'),
    ...single(cells, 'reference'),
    ...listed(cells, 'tags'),
    ...flag(cells, 'critical'),
    ...flag(cells, 'should_refuse'),
    ...(forbidden && { must_not_cite: forbidden }),
    ...(Object.keys(answer).length > 0 && { answer }),
  };
}

function single(cells: Cells, column: Column) {
  const cell = cells.get(column);
  return cell === undefined ? {} : { [column]: cell };
}

function listed(cells: Cells, column: Column) {
  const items = cells
    .get(column)
    ?.split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items === undefined ? {} : { [column]: items };
}

/** What is neither stays as it is, for the schema to complain about. */
function flag(cells: Cells, column: Column) {
  const cell = cells.get(column)?.toLowerCase();
  if (cell === undefined) return {};
  if (['true', 'yes', '1', 'x'].includes(cell)) return { [column]: true };
  return { [column]: ['false', 'no', '0'].includes(cell) ? false : cell };
}

function numberOf(cell: string): number | string {
  return Number.isNaN(Number(cell)) ? cell : Number(cell);
}

function forbiddenPlace(cell: string) {
  const place = cell.trim();
  if (/^https?:/i.test(place)) return { url: place };
  const [path, anchor] = place.split('#');
  return { path, ...(anchor !== undefined && { anchor }) };
}

function questionOf(known: { readonly row: Row } | undefined): unknown {
  const value = known?.row.value;
  return typeof value === 'object' && value !== null ? Reflect.get(value, 'question') : undefined;
}
