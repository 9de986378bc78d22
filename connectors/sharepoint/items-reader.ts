import { type Item, SkipDocumentError, sha256, stableStringify } from '#kit';
import { listItemHtml, shownColumns } from './list-item-html.ts';
import { createListReader, isListFolder, type ListPlaceOf, listItemId } from './list-reader.ts';
import type { ListItem } from './schemas.ts';
import type { ScopeReader, Tools } from './scope-reader.ts';
import { dated } from './to-document.ts';

export interface ListPlace extends ListPlaceOf {
  readonly kind: 'list';
}

const mostNamesLength = 1_500;

/** Reads the items of a list, each a document. */
export async function createItemsReader(tools: Tools, place: ListPlace): Promise<ScopeReader> {
  const { api, context } = tools;
  const { siteId, listId } = place;
  const columns = shownColumns(await api.columns({ siteId, listId }, context.signal));
  // Named one by one, columns that look something up give what they find; an address has an end.
  const names = [...new Set(['Title', ...columns.map(({ name }) => name)])];
  const fields = names.join(',').length <= mostNamesLength ? names : undefined;
  const shape = sha256(
    stableStringify(columns.map(({ name, displayName }) => [name, displayName ?? ''])),
  ).slice(0, 12);
  // Nobody tells who reads an item of a list.
  const acl = context.config.isPublic ? ({ kind: 'public' } as const) : undefined;

  return createListReader(tools, place, {
    fields: ['Title'],
    async announce(item): Promise<Item | undefined> {
      if (isListFolder(item)) return undefined;
      const url = `${place.listUrl}/DispForm.aspx?ID=${encodeURIComponent(item.id)}`;
      const title = titleOf(item);
      const author = item.createdBy?.user?.displayName;
      return {
        id: listItemId(listId, item.id),
        version: `${(item.eTag ?? item.lastModifiedDateTime ?? '').replaceAll('"', '')}-${shape}`,
        url,
        title,
        breadcrumb: place.breadcrumb,
        mediaType: 'text/html',
        ...dated(item.lastModifiedDateTime),
        metadata: {
          kind: 'list_item',
          ...(author && { author }),
          ...(item.createdDateTime && { created_at: item.createdDateTime }),
        },
        ...(acl && { acl }),
        load: async (signal) => {
          const found = await api.listItem({ siteId, listId, fields }, item.id, signal);
          if (!found?.fields) {
            throw new SkipDocumentError(`The item ${item.id} of the list is not there any more.`, {
              code: 'not_found',
              hint: 'It was deleted meanwhile; the next sync says so.',
            });
          }
          const { html, lost } = listItemHtml(columns, found.fields);
          return {
            as: 'text',
            mediaType: 'text/html',
            text: html,
            ...(lost.length > 0 && { lost }),
          };
        },
      };
    },
  });
}

function titleOf({ id, fields }: ListItem): string {
  const title = fields?.Title;
  return typeof title === 'string' && title.trim() !== '' ? title : `Item ${id}`;
}
