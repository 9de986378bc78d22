import { type Json, StopScopeError } from '#kit';
import type { Archive } from './archive.ts';

/** A list in the archive; empty where there is no such file. */
export async function readJsonList(archive: Archive, name: string): Promise<readonly Json[]> {
  if (!archive.names.includes(name)) return [];
  const bytes = await archive.read(name);
  try {
    const list: unknown = JSON.parse(new TextDecoder().decode(bytes));
    // It came out of JSON.
    if (Array.isArray(list)) return list as readonly Json[];
  } catch (cause) {
    throw damaged(name, cause);
  }
  throw damaged(name, undefined);
}

/** A channel with a hole in it would look as if messages had been deleted. */
function damaged(name: string, cause: unknown): StopScopeError {
  return new StopScopeError(`${name} of the export is no list of messages.`, {
    code: 'export_damaged',
    hint: 'Download the export again. Nothing was deleted.',
    cause,
  });
}
