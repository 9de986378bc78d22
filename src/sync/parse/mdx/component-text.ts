import type { Tag } from './read-tag.ts';

/** Attributes that nearly every component library shows to its readers, in the order they show them. */
const shown = ['title', 'label', 'heading', 'header', 'summary', 'caption', 'description', 'alt'];

const notes: ReadonlySet<string> = new Set([
  'note',
  'tip',
  'info',
  'warning',
  'caution',
  'danger',
  'important',
  'check',
]);

/** What a component shows of its own, as Markdown; empty when it only holds other text. */
export function componentText({ name, attributes }: Tag): string {
  const parameter = parameterText(name, attributes);
  if (parameter !== undefined) return parameter;
  const texts = shown.flatMap((key) => {
    const text = attributes.get(key)?.replace(/\s+/g, ' ').trim();
    return text === undefined || text === ''
      ? []
      : [key === 'description' || key === 'alt' ? text : `**${text}**`];
  });
  if (texts.length > 0) return texts.join('\n\n');
  const kind = noteKind(name, attributes);
  if (kind !== undefined) return `**${kind}**`;
  // A tab without a label is labelled with its value.
  const value = /^Tab(?:Item|Panel)?$/.test(name) ? attributes.get('value') : undefined;
  return value === undefined ? '' : `**${value}**`;
}

function noteKind(name: string, attributes: Tag['attributes']): string | undefined {
  const given = /^(?:Callout|Admonition|Aside|Alert)$/.test(name) ? attributes.get('type') : name;
  const kind = given?.toLowerCase();
  if (kind === undefined || !notes.has(kind)) return undefined;
  return `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
}

/** A documented parameter or field: its name, its type. */
function parameterText(name: string, attributes: Tag['attributes']): string | undefined {
  if (!/^(?:ParamField|ResponseField|Property|Param|Field)$/.test(name)) return undefined;
  const keys = ['path', 'query', 'body', 'header', 'name'];
  const field = keys.map((key) => attributes.get(key)).find((value) => value !== undefined);
  if (field === undefined) return undefined;
  const type = attributes.get('type');
  return type === undefined ? `\`${field}\`` : `\`${field}\` (${type})`;
}
