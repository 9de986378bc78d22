import type { Gone, Item } from '#kit';
import { driveItemFields } from './api.ts';
import { choosesFolders, isChosen } from './folder-choice.ts';
import { createFolderTree, type FolderRow, folderRow, isFolder } from './folder-tree.ts';
import { loadFile } from './load-file.ts';
import { type Asked, createReaders } from './readers.ts';
import { type DriveItem, driveItem } from './schemas.ts';
import {
  bothNeeds,
  lastWords,
  type Need,
  noNeed,
  type PageInHand,
  type ScopeReader,
  type SharePointEvents,
  type Tools,
} from './scope-reader.ts';
import { documentId, toDocument } from './to-document.ts';
import { tokenClaims } from './token-claims.ts';

export interface DrivePlace {
  readonly kind: 'drive';
  readonly driveId: string;
  /** Titles of what the drive lies in, itself the last. */
  readonly breadcrumb: readonly string[];
}

/** What an app with full control is told of sharing, beside what changed. */
const sharingToo =
  'deltashowremovedasdeleted, deltatraversepermissiongaps, deltashowsharingchanges, hierarchicalsharing';
/** How many files of a folder are announced together. */
const groupSize = 100;

interface Placed {
  readonly item: DriveItem;
  readonly chain: readonly FolderRow[];
}

/** Reads a document library or a OneDrive. */
export async function createDriveReader(tools: Tools, place: DrivePlace): Promise<ScopeReader> {
  const { api, client, context, scope, round } = tools;
  const { config, notebook, signal } = context;
  const { driveId } = place;
  const readers = createReaders(client, context, scope.id, round);
  const tree = createFolderTree(notebook, scope.id, async (id) => {
    const found = await api.driveItem(driveId, id, signal);
    return found && isFolder(found) ? folderRow(found) : undefined;
  });
  const prefer = config.isPublic ? undefined : await sharingHeader(tools);

  function asked({ item, chain }: Placed, isScan = true): Asked {
    // Told of sharing, we are shown it where it begins; everything below has the same readers.
    const above = prefer && item.shared == null && chain.find((row) => row.hasOwnReaders);
    const id = above ? above.id : item.id;
    return {
      id,
      parent: above ? (above.parent ?? '') : (item.parentReference?.id ?? ''),
      path: `drives/${encodeURIComponent(driveId)}/items/${encodeURIComponent(id)}/permissions`,
      // A file with readers of its own is shown among the changes also when only they changed.
      isChanged: !above && (Boolean(item['@microsoft.graph.sharedChanged']) || !isScan),
    };
  }

  async function announce({ item, chain }: Placed): Promise<Item> {
    const names = chain.flatMap(({ name }) => (name === '' ? [] : [name])).reverse();
    const acl = await readers.of(asked({ item, chain }));
    return toDocument(
      item,
      { driveId, breadcrumb: [...place.breadcrumb, ...names], acl },
      {
        maxFileBytes: config.maxFileBytes,
        load: (own) => loadFile(api, { driveId, item }, config.maxFileBytes, own),
      },
    );
  }

  async function placed(item: DriveItem): Promise<Placed> {
    return { item, chain: await tree.chain(item.parentReference?.id) };
  }

  async function* announceAll(
    items: readonly DriveItem[],
    { known, isScan }: Pick<PageInHand, 'known' | 'isScan'>,
  ): SharePointEvents<void> {
    const chosen: Placed[] = [];
    for (const item of items) {
      const one = await placed(item);
      const id = documentId(driveId, item.id);
      if (isChosen(config, one.chain)) chosen.push(one);
      else if ((await known(id)) !== undefined) {
        yield { is: 'gone', id, reason: 'It lies in a folder that this source does not read.' };
      }
    }
    await readers.prime(chosen.map((one) => asked(one, isScan || prefer === undefined)));
    for (const one of chosen) yield { is: 'item', item: await announce(one) };
  }

  /** What a folder that is known otherwise than before means for what lies in it. */
  async function needOf(item: DriveItem, before: FolderRow): Promise<Need> {
    const now = folderRow(item);
    const isMoved = before.parent !== now.parent;
    const isRenamed = before.name !== now.name;
    const isOtherwiseShared =
      prefer !== undefined &&
      (before.hasOwnReaders !== now.hasOwnReaders ||
        (now.hasOwnReaders && (await readers.hasChanged(asked(await placed(item))))));
    const hasOtherReaders = !config.isPublic && (isMoved || isOtherwiseShared);
    const isChosenAnew = choosesFolders(config) && (isMoved || isRenamed);
    return { listings: hasOtherReaders || isChosenAnew ? 1 : 0, hasOtherReaders };
  }

  /** Notes the folders of a page. Of one that was not there before, nobody else tells what lies in it. */
  async function noteFolders(
    folders: readonly DriveItem[],
    { isScan, path, demand }: PageInHand,
  ): Promise<{ readonly need: Need; readonly fresh: readonly DriveItem[] }> {
    if (isScan) {
      await tree.add(folders.map((item) => folderRow(item)));
      return { need: noNeed, fresh: [] };
    }
    const fresh: DriveItem[] = [];
    const rows: FolderRow[] = [];
    let need = noNeed;
    for (const item of folders) {
      const before = await tree.get(item.id);
      const isFresh = item.root == null && (before === undefined || before.seenIn === path);
      if (isFresh) fresh.push(item);
      else if (before) need = bothNeeds(need, await needOf(item, before));
      rows.push(folderRow(item, isFresh ? path : ''));
    }
    if (need.listings > 0) await demand(need);
    await tree.add(rows);
    return { need, fresh };
  }

  /** Files in a folder and below, a group at a time. */
  async function* filesBelow(top: DriveItem, path: string): AsyncGenerator<readonly DriveItem[]> {
    const waiting = [top.id];
    const entered = new Set(waiting);
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      let files: DriveItem[] = [];
      for await (const item of api.children(driveId, id, signal)) {
        if (isFolder(item)) {
          if (entered.has(item.id)) continue;
          entered.add(item.id);
          waiting.push(item.id);
          await tree.add([folderRow(item, path)]);
        } else files.push(item);
        if (files.length < groupSize) continue;
        yield files;
        files = [];
      }
      yield files;
    }
  }

  /** What delta calls deleted is asked for by itself before it is believed. */
  async function* settleDeleted(
    deleted: readonly DriveItem[],
    page: PageInHand,
  ): SharePointEvents<Need> {
    const { known, isScan, demand } = page;
    let need = noNeed;
    for (const { id: itemId } of deleted) {
      if ((await tree.get(itemId)) !== undefined) {
        if (!isScan) {
          // Whether delta names each file that lay in it, the documentation leaves open.
          need = { listings: 2, hasOtherReaders: false };
          await demand(need);
        }
        await tree.remove(itemId);
        continue;
      }
      const id = documentId(driveId, itemId);
      if ((await known(id)) === undefined) continue;
      const found = await api.driveItem(driveId, itemId, signal);
      if (found && found.deleted == null) yield* announceAll([found], page);
      else yield { is: 'gone', id, reason: 'It was deleted.' };
    }
    return need;
  }

  return {
    start: `drives/${encodeURIComponent(driveId)}/root/delta?$select=${driveItemFields}&$top=${config.pageSize}`,
    prefer,
    beginScan: () => tree.clear(),
    async *settle(page) {
      const { items, failed } = lastWords(page.values, driveItem);
      for (const { id, error } of failed) {
        yield { is: 'failed', error, ...(id !== undefined && { id: documentId(driveId, id) }) };
      }
      const there = items.filter((item) => item.deleted == null);
      const noted = await noteFolders(there.filter(isFolder), page);
      const files = there.filter((item) => !isFolder(item));
      yield* announceAll(files, page);
      const shown = new Set(files.map(({ id }) => id));
      for (const folder of noted.fresh) {
        for await (const group of filesBelow(folder, page.path)) {
          const unseen = group.filter(({ id }) => !shown.has(id));
          yield* announceAll(unseen, page);
        }
      }
      const deleted = items.filter((item) => item.deleted != null);
      return bothNeeds(noted.need, yield* settleDeleted(deleted, page));
    },
    async get(id): Promise<Item | Gone> {
      const prefix = documentId(driveId, '');
      const gone = (reason: string): Gone => ({ id, reason });
      if (!id.startsWith(prefix)) return gone('It lies in another drive.');
      const item = await api.driveItem(driveId, id.slice(prefix.length), signal);
      if (item === undefined || item.deleted != null) return gone('It was deleted.');
      if (isFolder(item)) return gone('It is no file.');
      const one = await placed(item);
      if (isChosen(config, one.chain)) return announce(one);
      return gone('It lies in a folder that this source does not read.');
    },
  };
}

/** Only who has full control is told of sharing; others get nothing for asking. */
async function sharingHeader({ client, context }: Tools): Promise<string | undefined> {
  const { permissions } = tokenClaims(await client.signIn(context.signal));
  return permissions?.includes('Sites.FullControl.All') ? sharingToo : undefined;
}
