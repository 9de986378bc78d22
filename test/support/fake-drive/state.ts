import type { docs_v1 } from '@googleapis/docs';
import type { sheets_v4 } from '@googleapis/sheets';
import type { slides_v1 } from '@googleapis/slides';

/** What Google's editors answer, in Google's own words for it. */
export type EditorAnswer =
  | docs_v1.Schema$Document
  | sheets_v4.Schema$Spreadsheet
  | slides_v1.Schema$Presentation;

export interface FakePermission {
  readonly id: string;
  readonly type: 'user' | 'group' | 'domain' | 'anyone';
  readonly role: string;
  readonly emailAddress?: string;
  readonly domain?: string;
  readonly allowFileDiscovery?: boolean;
  readonly deleted?: boolean;
}

export interface FakeFile {
  readonly id: string;
  name: string;
  mimeType: string;
  /** One, as since 2020; a root has none. */
  parent: string | undefined;
  driveId: string | undefined;
  owner: string | undefined;
  trashed: boolean;
  version: number;
  modifiedTime: string;
  /** What an upload holds, or what is exported of Google's own kinds, by type. */
  bytes: Uint8Array;
  shortcut: { readonly targetId: string; readonly targetResourceKey?: string } | undefined;
  resourceKey: string | undefined;
  /** Direct ones; what lies in a folder or a drive inherits its. */
  permissions: readonly FakePermission[];
  isLimited: boolean;
  canDownload: boolean;
  /** Undefined: its editor is an API that the project has left off. */
  inEditor: EditorAnswer | undefined;
  /** Its content answers with 500. */
  isSpoilt: boolean;
  /** Too large to be exported at once. */
  isLarge: boolean;
}

export interface FakeChange {
  /** Undefined: the shared drive itself changed. */
  readonly fileId: string | undefined;
  readonly driveId: string | undefined;
  /** Whoever saw it before. */
  readonly audience: readonly string[];
}

export type NewFile = Partial<FakeFile> & { readonly name: string; readonly text?: string };

/** A Drive of several users and shared drives, as its users change it. */
export interface FakeState {
  readonly files: Map<string, FakeFile>;
  readonly drives: Map<string, { name: string; members: string[] }>;
  readonly changes: FakeChange[];
  add(file: NewFile): FakeFile;
  /** A change that Drive counts: of the content too when there is text. */
  edit(id: string, change: Partial<FakeFile> & { readonly text?: string }): void;
  /** For good. */
  erase(id: string): void;
  renameDrive(driveId: string, name: string): void;
  sees(user: string, file: FakeFile): boolean;
  /** Those of the file, of what it lies in, and of its drive. */
  permissionsOf(file: FakeFile): readonly FakePermission[];
}

export const googleDoc = 'application/vnd.google-apps.document';
export const googleSheet = 'application/vnd.google-apps.spreadsheet';
export const googleSlides = 'application/vnd.google-apps.presentation';
export const googleFolder = 'application/vnd.google-apps.folder';
export const googleShortcut = 'application/vnd.google-apps.shortcut';

export function userPermission(emailAddress: string, role = 'reader'): FakePermission {
  return { id: `p-${emailAddress}`, type: 'user', role, emailAddress };
}

export function createFakeState(owner: string): FakeState {
  const files = new Map<string, FakeFile>();
  const drives: FakeState['drives'] = new Map();
  const changes: FakeChange[] = [];
  let serial = 1_000;
  const now = () => new Date(Date.UTC(2026, 0, 1) + serial * 1_000).toISOString();

  const permissionsOf = (file: FakeFile): readonly FakePermission[] => {
    const parent = file.parent === undefined ? undefined : files.get(file.parent);
    const above =
      parent && !file.isLimited
        ? permissionsOf(parent)
        : file.driveId !== undefined && !file.isLimited
          ? (drives.get(file.driveId)?.members ?? []).map((email) =>
              userPermission(email, 'fileOrganizer'),
            )
          : [];
    const owned = file.owner === undefined ? [] : [userPermission(file.owner, 'owner')];
    const all = [...owned, ...file.permissions, ...above];
    return [...new Map(all.map((one) => [one.id, one])).values()];
  };
  const sees = (user: string, file: FakeFile) =>
    permissionsOf(file).some(({ emailAddress }) => emailAddress === user);
  const everybody = () => [
    ...new Set([
      ...[...drives.values()].flatMap(({ members }) => members),
      ...[...files.values()].flatMap((file) => [
        ...(file.owner === undefined ? [] : [file.owner]),
        ...file.permissions.flatMap(({ emailAddress }) => emailAddress ?? []),
      ]),
    ]),
  ];
  const audienceOf = (file: FakeFile) => everybody().filter((user) => sees(user, file));

  return {
    files,
    drives,
    changes,
    sees,
    permissionsOf,
    add({ text, ...given }) {
      serial += 1;
      const file: FakeFile = {
        id: `1file${serial}`,
        mimeType: googleDoc,
        parent: undefined,
        driveId: undefined,
        owner: given.driveId === undefined ? owner : undefined,
        trashed: false,
        version: serial,
        modifiedTime: now(),
        bytes: new TextEncoder().encode(text ?? ''),
        shortcut: undefined,
        resourceKey: undefined,
        permissions: [],
        isLimited: false,
        canDownload: true,
        inEditor: undefined,
        isSpoilt: false,
        isLarge: false,
        ...given,
      };
      files.set(file.id, file);
      changes.push({ fileId: file.id, driveId: file.driveId, audience: audienceOf(file) });
      return file;
    },
    edit(id, { text, ...change }) {
      const file = files.get(id);
      if (!file) throw new Error(`There is no file ${id}.`);
      serial += 1;
      const before = audienceOf(file);
      const { driveId } = file;
      Object.assign(file, change, { version: serial });
      if (text !== undefined) {
        file.bytes = new TextEncoder().encode(text);
        file.modifiedTime = now();
      }
      const audience = [...new Set([...before, ...audienceOf(file)])];
      changes.push({ fileId: id, driveId: file.driveId, audience });
      if (driveId !== file.driveId) changes.push({ fileId: id, driveId, audience });
    },
    renameDrive(driveId, name) {
      const drive = drives.get(driveId);
      if (!drive) throw new Error(`There is no shared drive ${driveId}.`);
      drive.name = name;
      changes.push({ fileId: undefined, driveId, audience: [...drive.members] });
    },
    erase(id) {
      const file = files.get(id);
      if (!file) throw new Error(`There is no file ${id}.`);
      const audience = audienceOf(file);
      files.delete(id);
      changes.push({ fileId: id, driveId: file.driveId, audience });
    },
  };
}
