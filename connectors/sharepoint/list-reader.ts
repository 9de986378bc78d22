import type { Gone, Item } from '#kit';
import { listItemFields } from './api.ts';
import type { Asked } from './readers.ts';
import { type ListItem, listItem } from './schemas.ts';
import { lastWords, type PageInHand, type ScopeReader, type Tools } from './scope-reader.ts';

export interface ListPlaceOf {
  readonly siteId: string;
  readonly listId: string;
  /** Titles of what the list lies in. */
  readonly breadcrumb: readonly string[];
  /** Without the name of a view. */
  readonly listUrl: string;
}

/** What is read of a list: its pages, or its items. */
export interface ListContents {
  /** Columns that come with the listing. */
  readonly fields: readonly string[];
  /** Whose readers an announcement needs; undefined: nobody's. */
  asked?(item: ListItem): Asked;
  prime?(all: readonly Asked[]): Promise<void>;
  /** Undefined for what is no document, such as a folder. */
  announce(item: ListItem, known?: PageInHand['known']): Promise<Item | undefined>;
}

/** Item ids of a list are never given twice. */
export function listItemId(listId: string, itemId: string): string {
  return `${listId}/${itemId}`;
}

/** Reads a list by its delta query. */
export function createListReader(
  { api, context, scope }: Tools,
  { siteId, listId }: ListPlaceOf,
  contents: ListContents,
): ScopeReader {
  const { signal, notebook } = context;
  const folderKey = (itemId: string) => `listfolder/${scope.id}/${itemId}`;
  const addressOf = ({ webUrl }: ListItem) => webUrl ?? '';

  /** Notes folders: of one that is deleted or renamed, delta does not name what lies in it. */
  async function isFolderOther(item: ListItem): Promise<boolean> {
    if (item.deleted == null && !isListFolder(item)) return false;
    const before = await notebook.get(folderKey(item.id));
    return before !== undefined && (item.deleted != null || before !== addressOf(item));
  }
  async function noteFolders(items: readonly ListItem[]): Promise<void> {
    const put = items
      .filter((item) => item.deleted == null && isListFolder(item))
      .map((item) => ({ key: folderKey(item.id), value: addressOf(item) }));
    const remove = items.flatMap(({ id, deleted }) => (deleted == null ? [] : [folderKey(id)]));
    if (put.length + remove.length > 0) await notebook.write({ put, remove });
  }

  const path = `sites/${encodeURIComponent(siteId)}/lists/${encodeURIComponent(listId)}`;
  const place = { siteId, listId, fields: contents.fields };
  const expand = `fields($select=${contents.fields.join(',')})`;

  return {
    start: `${path}/items/delta?$select=${listItemFields}&$expand=${expand}&$top=${context.config.pageSize}`,
    beginScan: () => notebook.clear(folderKey('')),
    async *settle({ values, known, isScan, demandListings }) {
      const { items, failed } = lastWords(values, listItem);
      for (const { id, error } of failed) {
        yield { is: 'failed', error, ...(id !== undefined && { id: listItemId(listId, id) }) };
      }
      const there = items.filter(({ deleted }) => deleted == null);
      if (contents.asked && contents.prime) await contents.prime(there.map(contents.asked));
      for (const one of there) {
        const item = await contents.announce(one, known);
        if (item) yield { is: 'item', item };
      }
      for (const { id: itemId, deleted } of items) {
        const id = listItemId(listId, itemId);
        if (deleted == null || (await known(id)) === undefined) continue;
        const found = await api.listItem(place, itemId, signal);
        const item = found && (await contents.announce(found, known));
        if (item) yield { is: 'item', item };
        else yield { is: 'gone', id, reason: 'It was deleted.' };
      }
      const others = isScan ? [] : await Promise.all(items.map(isFolderOther));
      const mustList = others.includes(true);
      if (mustList) await demandListings();
      await noteFolders(items);
      return mustList;
    },
    async get(id): Promise<Item | Gone> {
      const prefix = listItemId(listId, '');
      if (!id.startsWith(prefix)) return { id, reason: 'It lies in another list.' };
      const found = await api.listItem(place, id.slice(prefix.length), signal);
      const item = found && (await contents.announce(found));
      return item ?? { id, reason: 'It was deleted.' };
    },
  };
}

/** Folders of a list are items too. */
export function isListFolder({ contentType }: ListItem): boolean {
  return /^0x0120/i.test(contentType?.id ?? '') || contentType?.name === 'Folder';
}
