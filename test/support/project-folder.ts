import { realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { writeFiles } from './git-repository.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ProjectFolder {
  readonly path: string;
  /** Writes a file, with its folders. */
  write(name: string, content: string | Uint8Array): void;
  remove(name: string): void;
}

/** A user's project: a folder of its own with files in it, gone when the test is over. */
export function projectFolder(files: Readonly<Record<string, string>> = {}): ProjectFolder {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = realpathSync(folder.path);
  writeFiles(path, files);
  return {
    path,
    write: (name, content) => writeFiles(path, { [name]: content }),
    remove: (name) => rmSync(join(path, name), { recursive: true }),
  };
}
