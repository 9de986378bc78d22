import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface TempFolder {
  readonly path: string;
  /** Writes a file, with its folders. */
  write(name: string, content: string | Uint8Array): void;
  remove(name: string): void;
}

/** A folder of its own for one test, gone when the test is over. */
export function tempFolder(files: Readonly<Record<string, string>> = {}): TempFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'twigkit-test-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const folder: TempFolder = {
    path,
    write(name, content) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    },
    remove: (name) => rmSync(join(path, name), { recursive: true }),
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder;
}
