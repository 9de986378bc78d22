import type { DataSourceObjectResponse } from '@notionhq/client';
import { sha256, stableStringify } from '#kit';
import { escapeInline, plainText, richText } from './text/rich-text.ts';

/** Its description and its columns, with the words that they may hold: what the rows do not say. */
export function dataSourceSummary(source: DataSourceObjectResponse): string {
  const description = richText(source.description).replaceAll('<br>', '\n\n');
  const columns = Object.values(source.properties).map((property) => {
    const words = optionsOf(property);
    const note = property.description ? `: ${escapeInline(property.description)}` : '';
    const choices = words.length > 0 ? ` (${words.map(escapeInline).join(', ')})` : '';
    return `- ${escapeInline(property.name)}, ${property.type.replaceAll('_', ' ')}${choices}${note}`;
  });
  const name = escapeInline(plainText(source.title) || 'This data source');
  return `${[description, `${name} has these columns:`, columns.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** Rows do not touch it: only what the summary shows does. */
export function dataSourceVersion(source: DataSourceObjectResponse): string {
  return sha256(
    stableStringify([plainText(source.title), dataSourceSummary(source), source.url]),
  ).slice(0, 24);
}

function optionsOf(property: DataSourceObjectResponse['properties'][string]): readonly string[] {
  switch (property.type) {
    case 'select':
      return property.select.options.map(({ name }) => name);
    case 'multi_select':
      return property.multi_select.options.map(({ name }) => name);
    case 'status':
      return property.status.options.map(({ name }) => name);
    default:
      return [];
  }
}
