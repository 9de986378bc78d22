import type { PageObjectResponse } from '@notionhq/client';
import { sha256, stableStringify } from '#kit';
import { type OpenFile, openFile } from './text/page-files.ts';
import { idsOf, type Property, propertyText } from './text/property-text.ts';
import { withoutSignatures } from './text/signed-url.ts';
import type { Workspace } from './workspace.ts';

/** Notion shows so many related pages in a row; the others are asked for. */
const shownRelations = 25;

/** `Name: value` for every column that has one, in the order of the table. */
export async function propertyLines(
  { api, places }: Workspace,
  page: PageObjectResponse,
  signal?: AbortSignal,
): Promise<readonly (readonly [name: string, value: string])[]> {
  const lookups = {
    titleOf: (id: string) => places.titleOfPage(id, signal),
    async related(property: Extract<Property, { readonly type: 'relation' }>) {
      const isShort = property.relation.length < shownRelations;
      if (isShort && !('has_more' in property && property.has_more)) {
        return idsOf(property.relation);
      }
      const ids: string[] = [];
      for await (const entry of api.property(page.id, property.id, signal)) {
        if (entry.type === 'relation') ids.push(entry.relation.id);
      }
      return ids;
    },
  };
  const lines: (readonly [string, string])[] = [];
  for (const [name, property] of Object.entries(page.properties)) {
    if (property.type === 'title') continue;
    const text = await propertyText(property, lookups);
    const value = withoutSignatures(text).replace(/\s+/g, ' ').trim();
    if (value !== '') lines.push([name, value]);
  }
  return lines;
}

/** Changes with what others compute of a row: a rollup changes where the row was not edited. */
export function computedHash(page: PageObjectResponse): string | undefined {
  const computed = Object.values(page.properties).flatMap((property): readonly unknown[] => {
    switch (property.type) {
      case 'formula':
        return [[property.id, property.formula]];
      case 'rollup':
        return [[property.id, property.rollup]];
      case 'relation':
        return [[property.id, property.relation.length, property.relation[0]?.id ?? null]];
      default:
        return [];
    }
  });
  // Files in a rollup come with another signature each time.
  const text = stableStringify(computed).replace(/(https?:[^"?]+)\?[^"]*/g, '$1');
  return computed.length === 0 ? undefined : sha256(text).slice(0, 12);
}

export function propertyFiles(
  page: PageObjectResponse,
  fileHosts: readonly string[],
): readonly OpenFile[] {
  return Object.values(page.properties).flatMap((property) => {
    if (property.type !== 'files') return [];
    return property.files.flatMap((file) => {
      if (file.type !== 'file') return [];
      const host = URL.parse(file.file.url)?.hostname;
      // What the API itself calls an upload is one, wherever it lies.
      const opened = host && openFile(file.file.url, file.name, [...fileHosts, host]);
      return opened ? [opened] : [];
    });
  });
}
