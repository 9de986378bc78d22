import * as z from 'zod';

export const permission = z.object({
  id: z.string(),
  type: z.string(),
  role: z.string().optional(),
  emailAddress: z.string().optional(),
  domain: z.string().optional(),
  allowFileDiscovery: z.boolean().optional(),
  deleted: z.boolean().optional(),
  expirationTime: z.string().optional(),
  view: z.string().optional(),
});
export type DrivePermission = z.infer<typeof permission>;

export const driveFile = z.object({
  id: z.string().min(1),
  name: z.string(),
  mimeType: z.string(),
  parents: z.array(z.string()).optional(),
  driveId: z.string().optional(),
  trashed: z.boolean().optional(),
  version: z.string().optional(),
  modifiedTime: z.string().optional(),
  createdTime: z.string().optional(),
  size: z.string().optional(),
  md5Checksum: z.string().optional(),
  webViewLink: z.string().optional(),
  ownedByMe: z.boolean().optional(),
  owners: z
    .array(z.object({ displayName: z.string().optional(), emailAddress: z.string().optional() }))
    .optional(),
  shortcutDetails: z
    .object({
      targetId: z.string(),
      targetMimeType: z.string().optional(),
      targetResourceKey: z.string().optional(),
    })
    .optional(),
  resourceKey: z.string().optional(),
  permissions: z.array(permission).optional(),
  hasAugmentedPermissions: z.boolean().optional(),
  inheritedPermissionsDisabled: z.boolean().optional(),
  capabilities: z.object({ canDownload: z.boolean().optional() }).optional(),
});
export type DriveFile = z.infer<typeof driveFile>;

export const fileList = z.object({
  files: z.array(driveFile),
  nextPageToken: z.string().optional(),
  incompleteSearch: z.boolean().optional(),
});

export const change = z.object({
  changeType: z.string().optional(),
  removed: z.boolean().optional(),
  fileId: z.string().optional(),
  file: driveFile.optional(),
  driveId: z.string().optional(),
});
export type DriveChange = z.infer<typeof change>;

export const changeList = z
  .object({
    changes: z.array(change),
    nextPageToken: z.string().optional(),
    newStartPageToken: z.string().optional(),
  })
  .refine(
    ({ nextPageToken, newStartPageToken }) => nextPageToken ?? newStartPageToken,
    'it names neither the next page nor where to go on later',
  );

export const permissionList = z.object({
  permissions: z.array(permission),
  nextPageToken: z.string().optional(),
});
export const driveList = z.object({
  drives: z.array(z.object({ id: z.string(), name: z.string() })),
  nextPageToken: z.string().optional(),
});
export const startToken = z.object({ startPageToken: z.string().min(1) });
export const about = z.object({ user: z.object({ emailAddress: z.string().optional() }) });
export const operation = z.object({
  name: z.string().optional(),
  done: z.boolean().optional(),
  error: z.object({ message: z.string().optional(), code: z.number().optional() }).optional(),
  response: z.object({ downloadUri: z.string().optional() }).optional(),
});
