import { findPlace } from './place.ts';

/** What is checked out where a source lies; for the metadata of a sync. */
export interface Checkout {
  /** The top of the work tree, absolute. */
  readonly root: string;
  /** Undefined before the first commit. */
  readonly commit: string | undefined;
  /** `refs/heads/main`; undefined when no branch is checked out. */
  readonly ref: string | undefined;
  /** True when something at or below the path is not as committed. */
  readonly dirty: boolean;
}

/**
 * Describes the work tree that a file or folder lies in; undefined when it lies in none.
 *
 * @param path absolute, or relative to the working directory of the process
 * @throws StopScopeError `root_missing`, `git_missing` or `git_failed`
 *
 * @example
 * const checkout = await describeCheckout('docs');
 * const metadata = checkout ? { commit: checkout.commit, ref: checkout.ref } : {};
 */
export async function describeCheckout(
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Checkout | undefined> {
  const signal = options.signal ?? new AbortController().signal;
  const place = await findPlace(path, '.', signal);
  if (place.git === undefined) return undefined;
  const { git } = place.git;
  const below = place.prefix === '' ? [] : ['--', place.prefix];
  const refusals = [1];
  const [commit, ref, changes] = await Promise.all([
    git.read(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { signal, refusals }),
    git.read(['symbolic-ref', '--quiet', 'HEAD'], { signal, refusals }),
    git.read(['--literal-pathspecs', 'status', '--porcelain=v1', '-z', ...below], { signal }),
  ]);
  return {
    root: place.root,
    commit: commit?.toString().trim(),
    ref: ref?.toString().trim(),
    dirty: changes !== undefined && changes.length > 0,
  };
}
