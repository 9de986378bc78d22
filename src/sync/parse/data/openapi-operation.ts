import { about, propertiesOf, table, typeName } from './openapi-schema.ts';
import { cell, entriesOf, field, listOf, prose, resolved, textOf } from './openapi-value.ts';

export interface Operation {
  readonly path: string;
  readonly method: string;
  /** What the operations of the path have in common. */
  readonly item: unknown;
  readonly operation: unknown;
}

/** A section for one operation: what it is for, what it takes, what it answers. */
export function operationMarkdown(
  api: unknown,
  { path, method, item, operation }: Operation,
): string {
  const summary = textOf(field(operation, 'summary')).replace(/\s+/g, ' ');
  const name = `${method.toUpperCase()} ${path}`;
  const id = textOf(field(operation, 'operationId'));
  return [
    `## ${name}${summary === '' ? '' : ` — ${summary}`}`,
    field(operation, 'deprecated') === true ? '**Deprecated**' : '',
    prose(field(operation, 'description')),
    id === '' ? '' : `Operation: \`${id}\``,
    parameters(api, [
      ...listOf(field(item, 'parameters')),
      ...listOf(field(operation, 'parameters')),
    ]),
    requestBody(api, field(operation, 'requestBody')),
    responses(api, field(operation, 'responses')),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function parameters(api: unknown, all: readonly unknown[]): string {
  if (all.length === 0) return '';
  const rows = all.map((given) => {
    const parameter = resolved(api, given);
    // Swagger 2 writes the type into the parameter itself.
    const schema = field(parameter, 'schema') ?? parameter;
    const description = [
      cell(field(parameter, 'description')),
      schema === parameter ? '' : about(schema),
    ]
      .filter((part) => part !== '')
      .join(' ');
    const required = field(parameter, 'required') === true ? 'yes' : 'no';
    return `| \`${textOf(field(parameter, 'name'))}\` | ${textOf(field(parameter, 'in'))} | ${cell(typeName(schema))} | ${required} | ${description} |`;
  });
  return [
    'Parameters:',
    [
      '| name | in | type | required | description |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
}

function requestBody(api: unknown, given: unknown): string {
  const body = resolved(api, given);
  if (body === undefined) return '';
  const contents = contentTypes(body);
  const [first] = entriesOf(field(body, 'content'));
  const schema = field(first?.[1], 'schema');
  // A named schema has a section of its own.
  const properties = field(schema, '$ref') === undefined ? propertiesOf(api, schema) : [];
  const required = field(body, 'required') === true ? ', required' : '';
  return [
    `Request body${required}: ${contents}`,
    prose(field(body, 'description')),
    properties.length === 0 ? '' : table(properties),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function responses(api: unknown, all: unknown): string {
  const rows = entriesOf(all).map(([status, given]) => {
    const response = resolved(api, given);
    const schema = field(response, 'schema');
    const content = schema === undefined ? contentTypes(response) : typeName(schema);
    return `| ${status} | ${cell(field(response, 'description'))} | ${cell(content)} |`;
  });
  if (rows.length === 0) return '';
  return [
    'Responses:',
    ['| status | description | content |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

/** `application/json: Pet; application/xml: Pet`. */
function contentTypes(holder: unknown): string {
  return entriesOf(field(holder, 'content'))
    .map(([type, media]) => {
      const schema = field(media, 'schema');
      return schema === undefined ? type : `${type}: ${typeName(schema)}`;
    })
    .join('; ');
}
