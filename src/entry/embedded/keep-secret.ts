import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataFolder } from '../make-data-folder.ts';

export interface KeptSecret {
  readonly value: string;
  /** True when it was made just now: show it, it is not shown again. */
  readonly made: boolean;
}

/**
 * A secret of the data folder, made on first use. It lies beside the database whose rows it opens, so
 * it protects nothing that the folder's own permissions do not; the file is readable by its owner only.
 */
export function keepSecret(dataDir: string, name: string, prefix: string): KeptSecret {
  const file = join(dataDir, name);
  if (existsSync(file)) return { value: readFileSync(file, 'utf8').trim(), made: false };
  makeDataFolder(dataDir);
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url');
  const value = `${prefix}${random}`;
  // `wx`: of two processes that start at once, one makes it and the other reads it.
  try {
    writeFileSync(file, `${value}\n`, { mode: 0o600, flag: 'wx' });
    return { value, made: true };
  } catch (error) {
    if (existsSync(file)) return { value: readFileSync(file, 'utf8').trim(), made: false };
    throw error;
  }
}
