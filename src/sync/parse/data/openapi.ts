import { operationMarkdown } from './openapi-operation.ts';
import { definitionMarkdown } from './openapi-schema.ts';
import { entriesOf, field, prose, sections, textOf } from './openapi-value.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** Whether this is a description of an HTTP interface: OpenAPI 3, or Swagger 2 as it was called before. */
export function isOpenApi(value: unknown): boolean {
  const version = field(value, 'openapi') ?? field(value, 'swagger');
  const isVersion = typeof version === 'string' || typeof version === 'number';
  return (
    isVersion &&
    (entriesOf(field(value, 'paths')).length > 0 || entriesOf(schemasOf(value)).length > 0)
  );
}

/** A reference of the interface as Markdown: what it is, then every operation, then every schema. */
export function openApiMarkdown(api: unknown): string {
  const info = field(api, 'info');
  const parts = [`# ${textOf(field(info, 'title')) || 'API'}`];
  const version = textOf(field(info, 'version'));
  if (version !== '') parts.push(`Version ${version}`);
  parts.push(servers(api), sections(field(info, 'description')));
  for (const [path, item] of entriesOf(field(api, 'paths'))) {
    for (const method of methods) {
      const operation = field(item, method);
      if (operation !== undefined)
        parts.push(operationMarkdown(api, { path, method, item, operation }));
    }
  }
  for (const [name, schema] of entriesOf(schemasOf(api))) {
    parts.push(definitionMarkdown(api, name, schema));
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function schemasOf(api: unknown): unknown {
  return field(field(api, 'components'), 'schemas') ?? field(api, 'definitions');
}

function servers(api: unknown): string {
  const listed = field(api, 'servers');
  if (Array.isArray(listed)) {
    return listed
      .map((server) => {
        const about = prose(field(server, 'description'));
        return `- \`${textOf(field(server, 'url'))}\`${about === '' ? '' : ` — ${about}`}`;
      })
      .join('\n');
  }
  const host = textOf(field(api, 'host'));
  return host === '' ? '' : `- \`${host}${textOf(field(api, 'basePath'))}\``;
}
