import type { Shown } from './includes.ts';
import type { ConfluenceConfig } from './options.ts';
import type { Reader } from './reader.ts';
import { coversReaders, type Place, placeOf } from './space-tree.ts';

/**
 * Whether a page may be shown in another one. Confluence shows it to those who may read it; a document
 * has one set of readers, and all of them see all of it.
 */
export async function mayShow(
  reader: Reader,
  { id, kind, spaceKey }: Pick<Shown, 'id' | 'kind' | 'spaceKey'>,
  on: Place,
): Promise<boolean> {
  const { context, lookup, space, spaceReaders } = reader;
  const { config } = context;
  const isOwnSpace = spaceKey === space.key;
  if (!isOwnSpace && !(config.isPublic && isRead(spaceKey, config))) return false;
  const known = await lookup(id, kind);
  if (known === undefined) return false;
  const { acl } = await placeOf(known, { space, lookup, spaceReaders, config });
  return coversReaders(on.acl, acl);
}

function isRead(
  key: string,
  { spaces, excludeSpaces }: Pick<ConfluenceConfig, 'spaces' | 'excludeSpaces'>,
): boolean {
  return (
    !excludeSpaces.includes(key) &&
    (spaces === undefined ? !key.startsWith('~') : spaces.includes(key))
  );
}
