import { cell, entriesOf, field, listOf, prose, resolved, textOf } from './openapi-value.ts';

/** Deeper types are named by what they are, not by what they hold. */
const maxDepth = 4;
const maxEnumValues = 50;

/** A section for one named schema. */
export function definitionMarkdown(api: unknown, name: string, schema: unknown): string {
  const parts = [`## Schema ${name}`, prose(field(schema, 'description'))];
  const properties = propertiesOf(api, schema);
  if (properties.length === 0) parts.push(`Type: ${typeName(schema)}${values(schema)}`);
  else parts.push(table(properties));
  return parts.filter((part) => part !== '').join('\n\n');
}

/** A type in a few words: `string (date-time)`, `array of Pet`, `Cat or Dog`. */
export function typeName(schema: unknown, depth = 0): string {
  const reference = field(schema, '$ref');
  if (typeof reference === 'string') return reference.slice(reference.lastIndexOf('/') + 1);
  if (depth > maxDepth) return 'object';
  const inner = (part: unknown) => typeName(part, depth + 1);
  for (const [key, word] of [
    ['oneOf', ' or '],
    ['anyOf', ' or '],
    ['allOf', ' and '],
  ] as const) {
    const parts = listOf(field(schema, key));
    if (parts.length > 0) return [...new Set(parts.map(inner))].join(word);
  }
  const items = field(schema, 'items');
  const given = field(schema, 'type');
  const type = (Array.isArray(given) ? given.map(textOf).join(' or ') : textOf(given)) || 'object';
  if (type === 'array' && items !== undefined) return `array of ${inner(items)}`;
  const additional = field(schema, 'additionalProperties');
  if (typeof additional === 'object' && additional !== null) return `map of ${inner(additional)}`;
  const format = textOf(field(schema, 'format'));
  return format === '' ? type : `${type} (${format})`;
}

interface Property {
  readonly name: string;
  readonly schema: unknown;
  readonly required: boolean;
}

/**
 * Own properties and those of everything that the schema is made of. A schema counts once, so that
 * those made of each other come to an end.
 */
export function propertiesOf(api: unknown, schema: unknown): readonly Property[] {
  const seen = new Set<unknown>();
  const properties: Property[] = [];
  const collect = (part: unknown, depth: number) => {
    if (depth > maxDepth || seen.has(part)) return;
    seen.add(part);
    for (const inner of listOf(field(part, 'allOf'))) collect(resolved(api, inner), depth + 1);
    const required = new Set(listOf(field(part, 'required')));
    for (const [name, property] of entriesOf(field(part, 'properties'))) {
      properties.push({ name, schema: property, required: required.has(name) });
    }
  };
  collect(schema, 0);
  return properties;
}

export function table(properties: readonly Property[]): string {
  const rows = properties.map(
    ({ name, schema, required }) =>
      `| \`${name}\` | ${cell(typeName(schema))} | ${required ? 'yes' : 'no'} | ${about(schema)} |`,
  );
  return [
    '| property | type | required | description |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Description, allowed values and default of a schema, for a table. */
export function about(schema: unknown): string {
  const fallback = textOf(field(schema, 'default'));
  return [
    cell(field(schema, 'description')),
    values(schema).trim(),
    fallback === '' ? '' : `Default: ${cell(fallback)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function values(schema: unknown): string {
  const all = listOf(field(schema, 'enum')).map(cell);
  if (all.length === 0) return '';
  const listed = all.slice(0, maxEnumValues).join(', ');
  return ` One of: ${listed}${all.length > maxEnumValues ? ', …' : ''}.`;
}
