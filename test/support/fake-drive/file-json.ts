import { createHash } from 'node:crypto';
import { type FakeFile, type FakeState, googleFolder } from './state.ts';

/** A file as the API shows it to a user. */
export function fileJson(state: FakeState, user: string, file: FakeFile): Record<string, unknown> {
  const { id, name, mimeType, parent, driveId, owner, bytes, shortcut, resourceKey } = file;
  const isOwn = mimeType.startsWith('application/vnd.google-apps.');
  const isShared = driveId !== undefined;
  const kind = mimeType === googleFolder ? 'folders' : 'd';
  return {
    kind: 'drive#file',
    id,
    name,
    mimeType,
    parents: [parent ?? driveId ?? `0root-${owner}`],
    trashed: file.trashed,
    version: String(file.version),
    createdTime: '2026-01-01T00:00:00.000Z',
    modifiedTime: file.modifiedTime,
    webViewLink: `https://docs.google.com/file/${kind}/${id}/view`,
    capabilities: { canDownload: file.canDownload },
    ...(isOwn
      ? {}
      : {
          size: String(bytes.byteLength),
          md5Checksum: createHash('md5').update(bytes).digest('hex'),
        }),
    ...(shortcut && { shortcutDetails: { targetMimeType: '', ...shortcut } }),
    ...(resourceKey !== undefined && { resourceKey }),
    ...(isShared
      ? {
          driveId,
          hasAugmentedPermissions: file.permissions.length > 0,
          inheritedPermissionsDisabled: file.isLimited,
        }
      : {
          ownedByMe: owner === user,
          owners: [
            {
              kind: 'drive#user',
              displayName: owner?.split('@')[0],
              emailAddress: owner,
              me: owner === user,
            },
          ],
          // Who may not share it is not told who reads it.
          ...(owner === user && { permissions: state.permissionsOf(file) }),
        }),
  };
}
