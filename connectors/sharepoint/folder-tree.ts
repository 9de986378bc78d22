import type { Notebook } from '#kit';
import type { DriveItem } from './schemas.ts';

/** What is kept of a folder: it is looked up for every document in it. */
export interface FolderRow {
  readonly id: string;
  /** '' of the root of a drive. */
  readonly name: string;
  /** Undefined for the root. */
  readonly parent: string | undefined;
  /** Others may read it than those who read what it lies in. */
  readonly hasOwnReaders: boolean;
  /** The page of changes that showed it first; '' for a whole listing. */
  readonly seenIn: string;
}

/**
 * The folders of a drive by id, kept between runs: delta names no paths, and a folder that is renamed
 * or moved is one row, whatever lies in it.
 */
export interface FolderTree {
  get(id: string): Promise<FolderRow | undefined>;
  add(rows: readonly FolderRow[]): Promise<void>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
  /** The folder and what it lies in. */
  chain(id: string | null | undefined): Promise<FolderChain>;
}

export interface FolderChain {
  /** Innermost first, the root last. */
  readonly rows: readonly FolderRow[];
  /** One of them is not to be seen: where they lie, nobody knows. */
  readonly isBroken: boolean;
}

const batchSize = 500;
/** Of rows that are looked up again and again. */
const mostCached = 20_000;

export function createFolderTree(
  notebook: Notebook,
  scopeId: string,
  /** Asks for a folder that no page showed yet; undefined when it is not to be seen. */
  ask: (id: string) => Promise<FolderRow | undefined>,
): FolderTree {
  const prefix = `folder/${scopeId}/`;
  const cache = new Map<string, Promise<FolderRow | undefined>>();

  async function look(id: string): Promise<FolderRow | undefined> {
    const noted = rowOf(id, await notebook.get(prefix + id));
    return noted ?? (await ask(id));
  }
  function find(id: string): Promise<FolderRow | undefined> {
    let row = cache.get(id);
    if (row === undefined) {
      if (cache.size >= mostCached) cache.clear();
      row = look(id);
      cache.set(id, row);
      row.catch(() => cache.delete(id));
    }
    return row;
  }

  return {
    get: async (id) => rowOf(id, await notebook.get(prefix + id)),
    async add(rows) {
      for (let at = 0; at < rows.length; at += batchSize) {
        const put = rows.slice(at, at + batchSize).map((row) => ({
          key: prefix + row.id,
          value: [row.name, row.parent ?? null, row.hasOwnReaders, row.seenIn],
        }));
        await notebook.write({ put });
      }
      for (const { id } of rows) cache.delete(id);
    },
    async remove(id) {
      await notebook.write({ remove: [prefix + id] });
      cache.delete(id);
    },
    async clear() {
      await notebook.clear(prefix);
      cache.clear();
    },
    async chain(first) {
      const rows: FolderRow[] = [];
      const seen = new Set<string>();
      for (let id = first ?? undefined; id !== undefined && !seen.has(id); ) {
        seen.add(id);
        const row = await find(id);
        if (row === undefined) return { rows, isBroken: true };
        rows.push(row);
        id = row.parent;
      }
      return { rows, isBroken: false };
    },
  };
}

/** A shortcut to a folder of another drive, and a notebook, are none. */
export function isFolder(item: DriveItem): boolean {
  const isOther = item.remoteItem != null || item.package != null;
  return item.root != null || (item.folder != null && !isOther);
}

export function folderRow(item: DriveItem, seenIn = ''): FolderRow {
  const isRoot = item.root != null;
  return {
    id: item.id,
    name: isRoot ? '' : (item.name ?? ''),
    parent: isRoot ? undefined : (item.parentReference?.id ?? undefined),
    hasOwnReaders: item.shared != null || isRoot,
    seenIn,
  };
}

function rowOf(id: string, value: unknown): FolderRow | undefined {
  if (!Array.isArray(value)) return undefined;
  const [name, parent, hasOwnReaders, seenIn]: unknown[] = value;
  if (typeof name !== 'string') return undefined;
  return {
    id,
    name,
    parent: typeof parent === 'string' ? parent : undefined,
    hasOwnReaders: hasOwnReaders === true,
    seenIn: typeof seenIn === 'string' ? seenIn : '',
  };
}
