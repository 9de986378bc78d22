import type { Notebook, NotebookEntry } from '#core/notebook.ts';

/** The pages of one source under an address that nobody can guess. */
export interface PublishedSite {
  readonly notebook: Notebook;
  /** 32 hex digits: the folder under which the site lies. */
  readonly folder: string;
  pageKey(page: string): string;
  /** An entry that says: the server has yet to read what is written with it. */
  changed(): NotebookEntry;
  /** Names the changes that nobody has read yet; undefined when there are none. */
  changedSince(): Promise<string | undefined>;
  /** Those are read now; what changed meanwhile is not. */
  read(since: string): Promise<void>;
}

const folderKey = 'folder';
const changedKey = 'changed';

/** Opens a site, and gives it its folder the first time. */
export async function openSite(notebook: Notebook, signal: AbortSignal): Promise<PublishedSite> {
  const folder =
    (await folderOf(notebook)) ??
    (await notebook.exclusively(
      folderKey,
      async () => {
        const there = await folderOf(notebook);
        if (there !== undefined) return there;
        const made = randomHex();
        await notebook.write({ put: [{ key: folderKey, value: made }] });
        return made;
      },
      signal,
    ));
  const changedSince = async () => {
    const value = await notebook.get(changedKey);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    notebook,
    folder,
    pageKey,
    changed: () => ({ key: changedKey, value: randomHex() }),
    changedSince,
    async read(since) {
      if ((await changedSince()) === since) await notebook.write({ remove: [changedKey] });
    },
  };
}

/** Undefined before the first sync. */
export async function folderOf(notebook: Notebook): Promise<string | undefined> {
  const folder = await notebook.get(folderKey);
  return typeof folder === 'string' ? folder : undefined;
}

export function pageKey(page: string): string {
  return `page/${page}`;
}

function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
