import { type Gone, type Item, RetryError } from '#kit';
import { driveItemFields, named } from './api.ts';
import { isChosen } from './folder-choice.ts';
import { createFolderTree, type FolderRow, folderRow, isFolder } from './folder-tree.ts';
import { loadFile } from './load-file.ts';
import { type Asked, createReaders } from './readers.ts';
import { type DriveItem, driveItem } from './schemas.ts';
import {
  lastWords,
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
  /** The site that its SharePoint groups belong to. */
  readonly groupsOf: string;
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
  /** Undefined: it depends on folders that are not to be seen. */
  readonly isChosen: boolean | undefined;
}

interface Announcing {
  readonly known: PageInHand['known'];
  readonly mayDiffer: boolean;
}

/** Reads a document library or a OneDrive. */
export async function createDriveReader(tools: Tools, place: DrivePlace): Promise<ScopeReader> {
  const { api, context, scope } = tools;
  const { config, notebook, signal } = context;
  const { driveId } = place;
  const readers = createReaders(tools, place.groupsOf);
  const tree = createFolderTree(notebook, scope.id, async (id) => {
    const found = await api.driveItem(driveId, id, signal);
    // A notebook is no folder, and yet files lie in it.
    return found && found.deleted == null ? folderRow(found) : undefined;
  });
  const prefer = config.isPublic ? undefined : await sharingHeader(tools);

  /** @param mayDiffer what was noted of its readers may be wrong. */
  function asked({ item, chain }: Placed, mayDiffer = false): Asked {
    // Told of sharing, we are shown it where it begins; everything below has the same readers.
    const above = prefer && item.shared == null && chain.find((row) => row.hasOwnReaders);
    const id = above ? above.id : item.id;
    return {
      id,
      parent: above ? (above.parent ?? '') : (item.parentReference?.id ?? ''),
      path: `drives/${encodeURIComponent(driveId)}/items/${encodeURIComponent(id)}/permissions`,
      isChanged: !above && (mayDiffer || Boolean(item['@microsoft.graph.sharedChanged'])),
    };
  }

  async function announce(one: Placed): Promise<Item> {
    const { item, chain } = one;
    const names = chain.flatMap(({ name }) => (name === '' ? [] : [name])).reverse();
    const acl = await readers.of(asked(one));
    return toDocument(
      item,
      { driveId, breadcrumb: [...place.breadcrumb, ...names], acl },
      {
        maxFileBytes: config.maxFileBytes,
        load: (own) => loadFile(api, { driveId, item }, config.maxFileBytes, own),
      },
    );
  }

  const choosesFolders = config.folders.length + config.excludedFolders.length > 0;

  async function placed(item: DriveItem): Promise<Placed> {
    const { rows, isBroken } = await tree.chain(item.parentReference?.id);
    const isUnknown = isBroken && choosesFolders;
    return { item, chain: rows, isChosen: isUnknown ? undefined : isChosen(config, rows) };
  }

  async function* announceAll(
    items: readonly DriveItem[],
    { known, mayDiffer }: Announcing,
  ): SharePointEvents<void> {
    const chosen: Placed[] = [];
    for (const item of items) {
      const one = await placed(item);
      const id = documentId(driveId, item.id);
      if (one.isChosen === true) chosen.push(one);
      else if (one.isChosen === undefined) yield { is: 'failed', id, error: unknownFolder(item) };
      else if ((await known(id)) !== undefined) {
        yield { is: 'gone', id, reason: 'It lies in a folder that this source does not read.' };
      }
    }
    await readers.prime(chosen.map((one) => asked(one, mayDiffer)));
    for (const one of chosen) yield { is: 'item', item: await announce(one) };
  }

  /** Whether what lies in a folder lies elsewhere now, or has other readers. */
  async function changesBelow(
    item: DriveItem,
    before: FolderRow,
  ): Promise<{ readonly isOther: boolean; readonly mayDiffer: boolean }> {
    const now = folderRow(item);
    const isMoved = before.parent !== now.parent;
    const isOtherwiseShared =
      prefer !== undefined &&
      (before.hasOwnReaders !== now.hasOwnReaders ||
        (now.hasOwnReaders && (await readers.hasChanged(asked(await placed(item))))));
    const isOther = isMoved || before.name !== now.name || isOtherwiseShared;
    return { isOther, mayDiffer: isMoved || isOtherwiseShared };
  }

  /**
   * Notes the folders of a page. Delta tells of a folder alone, whatever happens to all that lies in
   * it: of one that is new, renamed, moved or shared otherwise, what lies in it is listed.
   *
   * @returns those, and whether noted readers below may be wrong.
   */
  async function noteFolders(
    folders: readonly DriveItem[],
    { isScan, path }: PageInHand,
  ): Promise<ReadonlyMap<DriveItem, boolean>> {
    const others = new Map<DriveItem, boolean>();
    const rows: FolderRow[] = [];
    for (const item of folders) {
      const before = await tree.get(item.id);
      // A page that is read again after a crash finds itself noted, and lists again. A whole listing
      // tells what lies in a folder by itself, unless it tells late that the folder is another.
      const isFresh = before === undefined ? item.root == null && !isScan : before.seenIn === path;
      const change = before && !isFresh ? await changesBelow(item, before) : undefined;
      const isOther = isFresh || change?.isOther === true;
      if (isOther) others.set(item, change?.mayDiffer ?? true);
      rows.push(folderRow(item, isOther ? path : ''));
    }
    await tree.add(rows);
    return others;
  }

  async function* settleFolder(
    folder: DriveItem,
    mayDiffer: boolean,
    { page, shown }: { readonly page: PageInHand; readonly shown: ReadonlySet<string> },
  ): SharePointEvents<void> {
    if (prefer && folder.shared != null) {
      await readers.prime([{ ...asked(await placed(folder)), isChanged: true }]);
    }
    for await (const group of filesBelow(folder, page.path)) {
      const unseen = group.filter(({ id }) => !shown.has(id));
      yield* announceAll(unseen, { known: page.known, mayDiffer });
    }
  }

  /** Files in a folder and below, a group at a time. */
  async function* filesBelow(top: DriveItem, path: string): AsyncGenerator<readonly DriveItem[]> {
    const waiting = [top.id];
    const entered = new Set(waiting);
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      let files: DriveItem[] = [];
      // One that is gone again is told of as deleted.
      for await (const item of api.children(driveId, id, signal)) {
        if (isFolder(item)) {
          if (entered.has(item.id)) continue;
          entered.add(item.id);
          waiting.push(item.id);
          const row = folderRow(item, path);
          // Only delta tells where sharing begins; a listing calls all below it shared too.
          const { hasOwnReaders } = (await tree.get(item.id)) ?? row;
          await tree.add([{ ...row, hasOwnReaders }]);
        } else files.push(item);
        if (files.length < groupSize) continue;
        yield files;
        files = [];
      }
      yield files;
    }
  }

  /**
   * What delta calls deleted is asked for by itself before it is believed.
   *
   * @returns whether everything must be listed to know what went with it.
   */
  async function* settleDeleted(
    deleted: readonly DriveItem[],
    { known, isScan, demandListings }: PageInHand,
  ): SharePointEvents<boolean> {
    let mustList = false;
    for (const { id: itemId } of deleted) {
      if ((await tree.get(itemId)) !== undefined) {
        // Whether delta names each file that lay in it, the documentation leaves open.
        if (!isScan && !mustList) await demandListings();
        mustList ||= !isScan;
        await tree.remove(itemId);
        continue;
      }
      const id = documentId(driveId, itemId);
      if ((await known(id)) === undefined) continue;
      const found = await api.driveItem(driveId, itemId, signal);
      if (found && found.deleted == null) yield* announceAll([found], { known, mayDiffer: false });
      else yield { is: 'gone', id, reason: 'It was deleted.' };
    }
    return mustList;
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
      const folders = await noteFolders(there.filter(isFolder), page);
      const files = there.filter((item) => !isFolder(item));
      // A file with readers of its own is shown among the changes also when only they changed.
      const mayDiffer = prefer !== undefined && !page.isScan;
      yield* announceAll(files, { known: page.known, mayDiffer });
      const shown = new Set(files.map(({ id }) => id));
      for (const [folder, isMoved] of folders) {
        yield* settleFolder(folder, isMoved, { page, shown });
      }
      const deleted = items.filter((item) => item.deleted != null);
      return yield* settleDeleted(deleted, page);
    },
    async get(id): Promise<Item | Gone> {
      const prefix = documentId(driveId, '');
      const gone = (reason: string): Gone => ({ id, reason });
      if (!id.startsWith(prefix)) return gone('It lies in another drive.');
      const item = await api.driveItem(driveId, id.slice(prefix.length), signal);
      if (item === undefined || item.deleted != null) return gone('It was deleted.');
      if (isFolder(item)) return gone('It is no file.');
      const one = await placed(item);
      if (one.isChosen === undefined) throw unknownFolder(item);
      if (one.isChosen) return announce(one);
      return gone('It lies in a folder that this source does not read.');
    },
  };
}

function unknownFolder(item: DriveItem): RetryError {
  const message = `In which folder ${named(item)} lies cannot be seen, and this source reads some folders only.`;
  return new RetryError(message, {
    code: 'unknown_folder',
    hint: 'The next sync asks again. What was read of it before stays.',
  });
}

/** Only who has full control is told of sharing; others get nothing for asking. */
async function sharingHeader({ client, context }: Tools): Promise<string | undefined> {
  const { permissions } = tokenClaims(await client.signIn(context.signal));
  return permissions?.includes('Sites.FullControl.All') ? sharingToo : undefined;
}
