import type { Notebook, NotebookEntry } from '#kit';
import type { DriveFile } from './schemas.ts';

export const folderType = 'application/vnd.google-apps.folder';

/** What is kept of a folder: it is looked up for every document in it. */
export interface FolderRow {
  readonly id: string;
  readonly name: string;
  readonly parent: string | undefined;
  /** Others may read it than those who read what it lies in. */
  readonly hasOwnReaders: boolean;
  /** The page of the change feed that showed it first; '' for a full listing. */
  readonly seenIn: string;
}

/**
 * The folders of a scope, kept between runs: a folder that is renamed or moved is one row, whatever
 * lies in it.
 */
export interface FolderTree {
  get(id: string): Promise<FolderRow | undefined>;
  add(rows: readonly FolderRow[]): Promise<void>;
  /** Forgets all that are not among these. */
  retain(ids: ReadonlySet<string>): Promise<void>;
  /** The folder and what it lies in, innermost first. */
  chain(id: string | undefined): Promise<readonly FolderRow[]>;
}

const batchSize = 500;

export function createFolderTree(
  notebook: Notebook,
  scopeId: string,
  /** Asks Drive for a folder that no listing showed; undefined when it is not to be seen. */
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
        const put = rows.slice(at, at + batchSize).map((row) => entryOf(prefix, row));
        await notebook.write({ put });
      }
      for (const row of rows) cache.set(row.id, Promise.resolve(row));
    },
    async retain(ids) {
      let remove: string[] = [];
      for await (const { key } of notebook.entries(prefix)) {
        if (!ids.has(key.slice(prefix.length))) remove.push(key);
        if (remove.length < batchSize) continue;
        await notebook.write({ remove });
        remove = [];
      }
      await notebook.write({ remove });
    },
    async chain(first) {
      const rows: FolderRow[] = [];
      const seen = new Set<string>();
      for (let id = first; id !== undefined && !seen.has(id); ) {
        seen.add(id);
        const row = await find(id);
        if (row === undefined) break;
        rows.push(row);
        id = row.parent;
      }
      return rows;
    },
  };
}

export function folderRow(file: DriveFile, seenIn = ''): FolderRow {
  const { id, name, parents } = file;
  const hasOwnReaders =
    file.hasAugmentedPermissions === true || file.inheritedPermissionsDisabled === true;
  return { id, name, parent: parents?.[0], hasOwnReaders, seenIn };
}

function entryOf(prefix: string, row: FolderRow): NotebookEntry {
  const { id, name, parent, hasOwnReaders, seenIn } = row;
  return { key: prefix + id, value: [name, parent ?? null, hasOwnReaders, seenIn] };
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
