import { type Acl, SkipDocumentError, StopScopeError } from '#kit';
import { aclOf, onlyFor } from './acl.ts';
import type { Corpus, DriveApi } from './api.ts';
import type { DriveContext } from './drive-context.ts';
import type { FolderRow } from './folder-tree.ts';
import type { DriveFile } from './schemas.ts';

/** Says who may read a file; undefined where nobody tells. */
export interface Readers {
  of(file: DriveFile, chain: readonly FolderRow[]): Promise<Acl | undefined>;
}

/**
 * A file of a user brings its permissions along, if that user may see them. A file of a shared drive
 * does not: it has the readers of the nearest folder above that has readers of its own, or the
 * members of the drive. Each of those is asked for once.
 */
export function createReaders(api: DriveApi, context: DriveContext, corpus: Corpus): Readers {
  const { config, clock, signal } = context;
  const asked = new Map<string, Promise<Acl | undefined>>();
  let email: Promise<string | undefined> | undefined;

  async function ask(id: string): Promise<Acl | undefined> {
    try {
      return aclOf(await api.permissions(corpus, id, signal), clock.now());
    } catch (error) {
      // Not to be told is no failure, and unknown readers are none.
      if (error instanceof SkipDocumentError || isNotFound(error)) return undefined;
      throw error;
    }
  }
  function once(id: string): Promise<Acl | undefined> {
    let acl = asked.get(id);
    if (acl === undefined) {
      acl = ask(id);
      asked.set(id, acl);
      acl.catch(() => asked.delete(id));
    }
    return acl;
  }

  return {
    async of(file, chain) {
      if (config.isPublic) return { kind: 'public' };
      if (file.permissions) return aclOf(file.permissions, clock.now());
      if (file.driveId === undefined) {
        email ??= api.emailOf(corpus.subject, signal);
        email.catch(() => {
          email = undefined;
        });
        const own = corpus.subject || (await email);
        return own ? onlyFor(own) : undefined;
      }
      if (file.hasAugmentedPermissions || file.inheritedPermissionsDisabled) return ask(file.id);
      const special = chain.find(({ hasOwnReaders }) => hasOwnReaders);
      return once(special?.id ?? file.driveId);
    },
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof StopScopeError && error.code === 'not_found';
}
