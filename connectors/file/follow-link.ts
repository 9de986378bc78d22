import { realpath, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { asError, type SkipReason } from '#kit';
import type { Place } from './place.ts';

/** Where a symbolic link leads, as far as we may follow it. Targets are counted from the root. */
export type Followed =
  | { readonly is: 'file'; readonly target: string }
  | { readonly is: 'folder'; readonly target: string }
  | { readonly is: 'skipped'; readonly skip: SkipReason }
  | { readonly is: 'unreadable'; readonly error: Error };

/** Never leaves the place's root: what lies outside was not given to us to publish. */
export async function followLink(place: Place, path: string): Promise<Followed> {
  try {
    const full = await realpath(place.onDisk(path));
    const target = relative(place.root, full).split(sep).join('/');
    if (target === '..' || target.startsWith('../') || target === full.split(sep).join('/')) {
      return skipped('symlink_outside', `it is a link to ${full}, outside ${place.root}`);
    }
    if (/(?:^|\/)\.git(?:\/|$)/.test(target)) {
      return skipped('symlink_outside', "it is a link into the repository's own data");
    }
    const found = await stat(full);
    if (found.isFile()) return { is: 'file', target };
    if (found.isDirectory()) return { is: 'folder', target };
    return skipped('not_a_file', 'it is a link to something that is neither file nor folder');
  } catch (thrown) {
    const error = asError(thrown);
    const code = 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return skipped('symlink_dangling', 'it is a link that leads nowhere');
    }
    if (code === 'ELOOP') return skipped('symlink_loop', 'it is a link that leads back to itself');
    return { is: 'unreadable', error };
  }
}

function skipped(code: string, message: string): Followed {
  return { is: 'skipped', skip: { code, message } };
}
