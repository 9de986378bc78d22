import { type Notebook, type NotebookEntry, sha256, stableStringify } from '#kit';
import type { DriveFile } from './schemas.ts';

export const folderType = 'application/vnd.google-apps.folder';

/** What is kept of a folder: it is looked up for every document in it. */
export interface FolderRow {
  readonly id: string;
  readonly name: string;
  readonly parent: string | undefined;
  /** Others may read it than those who read what it lies in. */
  readonly hasOwnReaders: boolean;
  /** Stands for who may read it, where a listing says so; '' where it does not. */
  readonly readers: string;
  /** The page of the change feed that showed it so first; '' for a full listing. */
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
  return { id, name, parent: parents?.[0], hasOwnReaders, readers: readersOf(file), seenIn };
}

/** Whether what lies in a folder may have another place or other readers than before. */
export function isOtherFolder(before: FolderRow, now: FolderRow): boolean {
  return (
    before.name !== now.name ||
    before.parent !== now.parent ||
    before.readers !== now.readers ||
    // Of those of a shared drive no listing tells who they are.
    before.hasOwnReaders ||
    now.hasOwnReaders
  );
}

function readersOf({ permissions }: DriveFile): string {
  if (permissions === undefined) return '';
  return sha256(
    permissions
      .map((one) => stableStringify(one))
      .sort()
      .join('\n'),
  ).slice(0, 12);
}

function entryOf(prefix: string, row: FolderRow): NotebookEntry {
  const { id, name, parent, hasOwnReaders, readers, seenIn } = row;
  return { key: prefix + id, value: [name, parent ?? null, hasOwnReaders, seenIn, readers] };
}

function rowOf(id: string, value: unknown): FolderRow | undefined {
  if (!Array.isArray(value)) return undefined;
  const [name, parent, hasOwnReaders, seenIn, readers]: unknown[] = value;
  if (typeof name !== 'string') return undefined;
  return {
    id,
    name,
    parent: typeof parent === 'string' ? parent : undefined,
    hasOwnReaders: hasOwnReaders === true,
    readers: typeof readers === 'string' ? readers : '',
    seenIn: typeof seenIn === 'string' ? seenIn : '',
  };
}
