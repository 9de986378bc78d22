import { StopScopeError } from '#kit';
import type { DriveApi } from './api.ts';
import type { ScopePlace } from './desk.ts';
import type { DriveContext } from './drive-context.ts';

interface SharedDrive {
  readonly id: string;
  readonly name: string;
  /** Who reads it: the first user who is a member. */
  readonly subject: string;
}

/** Every scope of the configuration, with who reads it. A shared drive that several see is read once. */
export async function listPlaces(
  api: DriveApi,
  context: DriveContext,
): Promise<readonly ScopePlace[]> {
  const { config, signal } = context;
  const subjects = config.users.length > 0 ? config.users : [''];
  const drives = config.sharedDrives.length > 0 ? await listDrives(api, subjects, signal) : [];
  const isWanted = ({ id, name }: SharedDrive) =>
    config.sharedDrives === 'all' ||
    config.sharedDrives.includes(id) ||
    config.sharedDrives.includes(name);
  const read = drives.filter(isWanted);
  const shared = {
    readDrives: new Set(read.map(({ id }) => id)),
    memberDrives: new Set(drives.map(({ id }) => id)),
  };
  const places: ScopePlace[] = [];
  if (config.hasMyDrive) {
    for (const subject of subjects) {
      const scope =
        subject === ''
          ? { id: 'me', title: 'My Drive' }
          : { id: `user:${subject}`, title: `My Drive of ${subject}` };
      places.push({ ...shared, scope, subject, driveId: undefined });
    }
  }
  for (const { id, name, subject } of read) {
    places.push({ ...shared, scope: { id: `drive:${id}`, title: name }, subject, driveId: id });
  }
  // A drive that is named is a scope also while it is not shown: its read says so.
  for (const wanted of config.sharedDrives === 'all' ? [] : config.sharedDrives) {
    if (read.some(({ id, name }) => id === wanted || name === wanted)) continue;
    const scope = { id: `drive:${wanted}`, title: wanted };
    places.push({ ...shared, scope, subject: subjects[0] ?? '', driveId: wanted });
  }
  return places;
}

async function listDrives(
  api: DriveApi,
  subjects: readonly string[],
  signal: AbortSignal,
): Promise<readonly SharedDrive[]> {
  const found = new Map<string, SharedDrive>();
  for (const subject of subjects) {
    try {
      for (const drive of await api.drives(subject, signal)) {
        if (!found.has(drive.id)) found.set(drive.id, { ...drive, subject });
      }
    } catch (error) {
      // One user of several who cannot be acted for: the read of their own files says so.
      if (subjects.length === 1 || !(error instanceof StopScopeError)) throw error;
    }
  }
  return [...found.values()];
}
