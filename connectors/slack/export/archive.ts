import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { SkipDocumentError, StopScopeError } from '#kit';
import { openZip } from './zip.ts';

/** The files of an export, in a folder or a zip. */
export interface Archive {
  /** With `/` between folders. */
  readonly names: readonly string[];
  /** Changes when the archive is another one. */
  readonly edition: string;
  /** @throws SkipDocumentError when it cannot be read. */
  read(name: string): Promise<Uint8Array>;
}

/** One day of one channel, unpacked. */
export const maxEntryBytes = 256 * 1024 * 1024;

/** @throws StopScopeError when there is none, or it is no export. */
export async function openArchive(path: string): Promise<Archive> {
  const archive = await open(path).catch((cause: unknown) => {
    if (cause instanceof StopScopeError) throw cause;
    throw new StopScopeError(`The export ${path} cannot be opened.`, {
      code: 'export_unreadable',
      hint: 'Correct "export": the zip that Slack made, or the folder that it was unpacked into.',
      cause,
    });
  });
  if (archive.names.some((name) => /(?:^|\/)(?:channels|groups)\.json$/.test(name))) return archive;
  throw new StopScopeError(`${path} is no Slack export: it has no channels.json.`, {
    code: 'export_unknown',
    hint: 'Slack makes one under "Workspace settings" > "Import/Export data" > "Export", in the form JSON.',
  });
}

async function open(path: string): Promise<Archive> {
  const about = await stat(path);
  if (!about.isDirectory()) return openZip(path, `-${about.size}-${Math.floor(about.mtimeMs)}`);
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'));
  let byteCount = 0;
  let newestMs = 0;
  for (const name of names) {
    const { size, mtimeMs } = await stat(join(path, name));
    byteCount += size;
    newestMs = Math.max(newestMs, Math.floor(mtimeMs));
  }
  return {
    names,
    edition: `-${names.length}-${byteCount}-${newestMs}`,
    async read(name) {
      const file = join(path, name);
      if ((await stat(file)).size > maxEntryBytes) {
        throw new SkipDocumentError(`${name} of the export is too large.`, { code: 'too_large' });
      }
      return readFile(file);
    },
  };
}
