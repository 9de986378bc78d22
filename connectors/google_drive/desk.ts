import { type Item, type Scope, SkipDocumentError, StopScopeError } from '#kit';
import type { Corpus, DriveApi } from './api.ts';
import type { DriveContext } from './drive-context.ts';
import { createFolderTree, type FolderTree, folderRow, folderType } from './folder-tree.ts';
import { loadFile } from './load-file.ts';
import { createReaders } from './readers.ts';
import type { DriveFile } from './schemas.ts';
import { type ShortcutNotes, shortcutNotes } from './shortcuts.ts';
import { toDocument } from './to-document.ts';

/** Where a scope's documents come from. */
export interface ScopePlace extends Corpus {
  readonly scope: Scope;
  /** Shared drives that are scopes of their own. */
  readonly readDrives: ReadonlySet<string>;
  /** Shared drives that the account is a member of, read or not. */
  readonly memberDrives: ReadonlySet<string>;
}

/** Who announces a file: this scope, another one, or none, because the configuration leaves it out. */
export type Standing = 'here' | 'elsewhere' | 'outside';

/** What one read of a scope, or one question for a document in it, works with. */
export interface Desk {
  readonly api: DriveApi;
  readonly context: DriveContext;
  readonly place: ScopePlace;
  readonly folders: FolderTree;
  readonly shortcuts: ShortcutNotes;
  /** Whether another scope announces the file. */
  isReadElsewhere(file: DriveFile): boolean;
  /** Whether this scope announces it, going by where it lies. */
  belongs(file: DriveFile): Promise<boolean>;
  standing(file: DriveFile): Promise<Standing>;
  /** Whether another user of the configuration still sees what this one does not; it is theirs then. */
  isSeenByOthers(id: string): Promise<boolean>;
  item(file: DriveFile): Promise<Item>;
}

export function openDesk(api: DriveApi, context: DriveContext, place: ScopePlace): Desk {
  const { config, notebook, signal } = context;
  const { scope, driveId, subject, readDrives, memberDrives } = place;
  const folders = createFolderTree(notebook, scope.id, async (id) => {
    // The root of a corpus: it is no folder, and has no name that says anything.
    if (id === driveId || id === 'root') return undefined;
    const found = await api.file(place, id, undefined, signal);
    return found && found.mimeType === folderType && found.parents ? folderRow(found) : undefined;
  });
  const readers = createReaders(api, context, place);
  const roots = new Set(config.folders.map(({ id }) => id));

  function isReadElsewhere({ driveId: lies, owners }: DriveFile): boolean {
    if (lies !== undefined) return lies !== driveId && readDrives.has(lies);
    if (!config.hasMyDrive) return false;
    const owner = owners?.[0]?.emailAddress?.toLowerCase();
    return owner !== undefined && owner !== subject && config.users.includes(owner);
  }

  /** Who cannot be asked may see it: nothing is withdrawn on a guess. */
  async function isShownTo(corpus: Corpus, id: string): Promise<boolean> {
    try {
      const found = await api.file(corpus, id, undefined, signal);
      return found !== undefined && !found.trashed;
    } catch (error) {
      if (error instanceof StopScopeError || error instanceof SkipDocumentError) return true;
      throw error;
    }
  }

  async function standing(file: DriveFile): Promise<Standing> {
    if (isReadElsewhere(file)) return 'elsewhere';
    if (driveId === undefined && file.driveId !== undefined) {
      if (config.sharedDrives.length === 0 || memberDrives.has(file.driveId)) return 'outside';
    }
    if (driveId === undefined && !(await isClaimed(context, subject, file))) return 'elsewhere';
    if (roots.size === 0 || roots.has(file.id)) return 'here';
    const above = file.parents?.[0];
    if (above !== undefined && roots.has(above)) return 'here';
    const chain = await folders.chain(above);
    const isInside = chain.some(
      ({ id, parent }) => roots.has(id) || (parent !== undefined && roots.has(parent)),
    );
    return isInside ? 'here' : 'outside';
  }

  return {
    api,
    context,
    place,
    folders,
    shortcuts: shortcutNotes(notebook, scope.id),
    isReadElsewhere,
    standing,
    async isSeenByOthers(id) {
      await notebook.write({ remove: [claimKey(id)] });
      for (const other of config.users) {
        if (other === subject) continue;
        const corpus = { subject: other, driveId: undefined };
        if (await isShownTo(corpus, id)) return true;
      }
      return false;
    },
    belongs: async (file) => (await standing(file)) === 'here',
    async item(file) {
      const chain = await folders.chain(file.parents?.[0]);
      const names = chain.map(({ name }) => name).reverse();
      const acl = await readers.of(file, chain);
      return toDocument(
        file,
        { breadcrumb: [scope.title, ...names], acl },
        {
          maxFileBytes: config.maxFileBytes,
          load: (own) => loadFile(api, context, { corpus: place, file }, own),
        },
      );
    },
  };
}

const claimKey = (id: string) => `claim/${id}`;

/** Of several users who see a stranger's file, the first one reads it. */
async function isClaimed(
  { config, notebook }: DriveContext,
  subject: string,
  file: DriveFile,
): Promise<boolean> {
  if (config.users.length < 2 || file.ownedByMe) return true;
  const key = claimKey(file.id);
  const holder = await notebook.get(key);
  if (holder === subject) return true;
  if (typeof holder === 'string' && config.users.includes(holder)) return false;
  await notebook.write({ put: [{ key, value: subject }] });
  return true;
}
