import { escapeHtml } from '#kit';
import { asContent } from './as-content.ts';
import type { Column, FieldValues } from './schemas.ts';

const notShown: ReadonlySet<string> = new Set([
  'Attachments',
  'ContentType',
  'Title',
  'LinkTitle',
  'LinkTitleNoMenu',
  'DocIcon',
  'Edit',
  'ItemChildCount',
  'FolderChildCount',
  'AppAuthor',
  'AppEditor',
  'ID',
]);
const shownAlthoughReadOnly: ReadonlySet<string> = new Set(['Author', 'Created', 'Modified']);

/** The columns that a person sees of an item, in their order. */
export function shownColumns(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ name, hidden, readOnly, calculated }) => {
    if (hidden || notShown.has(name) || name.startsWith('_')) return false;
    return !readOnly || calculated != null || shownAlthoughReadOnly.has(name);
  });
}

export interface ListItemHtml {
  readonly html: string;
  /** Columns whose values are of no kind that we know. */
  readonly lost: readonly string[];
}

/** An item as its form shows it: a line for each column with a value; rich text as it is. */
export function listItemHtml(columns: readonly Column[], fields: FieldValues): ListItemHtml {
  const lost: string[] = [];
  const lines: string[] = [];
  const long: string[] = [];
  for (const { name, displayName, text } of columns) {
    const value = fields[name];
    if (value === undefined || value === null || value === '') continue;
    const label = escapeHtml(displayName || name);
    if (text?.textType === 'richText' && typeof value === 'string') {
      long.push(`<h2>${label}</h2><div>${value}</div>`);
      continue;
    }
    const shown = valueHtml(value);
    if (shown === undefined) lost.push(`column ${displayName || name}`);
    else if (shown !== '') lines.push(`<p><strong>${label}:</strong> ${shown}</p>`);
  }
  return { html: asContent([...lines, ...long].join('\n')), lost };
}

/** Undefined: of no kind that we know. */
function valueHtml(value: unknown): string | undefined {
  if (typeof value === 'string') return escapeHtml(value).replace(/\r?\n/g, '<br>');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    const all = value.map(valueHtml);
    return all.includes(undefined) ? undefined : all.join(', ');
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if ('Url' in value && typeof value.Url === 'string') {
    const text = 'Description' in value && value.Description ? value.Description : value.Url;
    return `<a href="${escapeHtml(value.Url)}">${escapeHtml(String(text))}</a>`;
  }
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const name = ['LookupValue', 'Label', 'DisplayName', 'displayName', 'Title', 'Email'].find(
    (one) => typeof fields[one] === 'string',
  );
  return name === undefined ? undefined : escapeHtml(String(fields[name]));
}
