import { followLink } from './follow-link.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { isWithin } from './is-within.ts';
import { createSieve, type Listing, type Sieve } from './listing.ts';
import type { GitPlace, Place } from './place.ts';
import { readOwnRules } from './read-own-rules.ts';
import type { Selection } from './selection.ts';
import {
  nameNotUtf8,
  nestedRepository,
  notAFile,
  submodule,
  symlinkFolder,
} from './skip-reasons.ts';
import { readWorkTree, type TreeEntry, type WorkTree } from './work-tree.ts';

/**
 * Lists what git keeps below the place's prefix: the tree of the commit, with changed, deleted and
 * new files laid over it. Files that git ignores are not there.
 *
 * @returns undefined when the prefix itself is ignored by git, so that git can say nothing of it
 */
export async function listWorkTree(
  place: Place,
  repository: GitPlace,
  selection: Selection,
  signal: AbortSignal,
): Promise<Listing | undefined> {
  const tree = await readWorkTree(place, repository, place.prefix, signal);
  if (tree.entries.size === 0 && (await isIgnored(place, repository, signal))) return undefined;
  const sieve = createSieve(place, selection);
  const rules = createIgnoreRules();
  const lister = { place, repository, sieve, rules, signal, covered: [place.prefix] };
  await list(lister, tree, (path) => path);
  const isWhole = sieve.unreadable.every(({ kind }) => kind === 'file');
  return sieve.result({ coverage: isWhole ? 'snapshot' : 'changes', versions: 'blob' });
}

interface Lister {
  readonly place: Place;
  readonly repository: GitPlace;
  readonly sieve: Sieve;
  readonly rules: IgnoreRules;
  readonly signal: AbortSignal;
  /** Folders whose files are listed already; grows with every link that is followed. */
  readonly covered: string[];
}

/** @param visible where an entry of this tree appears in the listing; links move it */
async function list(
  lister: Lister,
  tree: WorkTree,
  visible: (path: string) => string,
): Promise<void> {
  const { place, repository, sieve, rules, signal } = lister;
  for (const path of tree.unopened) {
    const error = new Error('git could not open this folder');
    sieve.unreadable.push({ path, kind: 'folder', error });
  }
  if (place.kind === 'folder') await readOwnRules(rules, place, repository, tree, signal);
  for (const entry of tree.entries.values()) {
    const path = visible(entry.path);
    if (rules.ignores(entry.path, 'file') || rules.ignores(path, 'file')) continue;
    await listEntry(lister, entry, path);
  }
}

async function listEntry(lister: Lister, entry: TreeEntry, path: string): Promise<void> {
  const { sieve } = lister;
  const { kind, isExact, committed } = entry;
  if (kind === 'submodule') return sieve.note(path, submodule);
  if (kind === 'repository') return sieve.note(path, nestedRepository);
  if (kind === 'link' && isExact) return listLink(lister, entry, path);
  if (!sieve.offer(path)) return;
  const skip = !isExact ? nameNotUtf8 : kind === 'other' ? notAFile : undefined;
  sieve.files.push({
    path,
    target: entry.path,
    ...(committed && { committed }),
    ...(skip && { skip }),
  });
}

/**
 * A link to a folder that the source does not cover brings its files in, under the link's name. Each
 * folder is listed once, under its own name where the source covers it, so a loop of links ends.
 */
async function listLink(lister: Lister, entry: TreeEntry, path: string): Promise<void> {
  const { place, repository, sieve, signal, covered } = lister;
  const followed = await followLink(place, entry.path);
  if (followed.is !== 'folder') return sieve.offerLink(path, followed);
  const { target } = followed;
  if (covered.some((folder) => isWithin(target, folder))) return;
  const wouldRepeat = covered.some((folder) => isWithin(folder, target));
  const tree = wouldRepeat ? undefined : await readWorkTree(place, repository, target, signal);
  if (tree === undefined || tree.entries.size === 0) {
    return sieve.note(path, symlinkFolder(target));
  }
  covered.push(target);
  await list(lister, tree, (inner) => `${path}${inner.slice(target.length)}`);
}

async function isIgnored(place: Place, { git }: GitPlace, signal: AbortSignal): Promise<boolean> {
  if (place.prefix === '') return false;
  // This command knows no literal pathspecs; a leading "./" keeps a name from being read as one.
  const args = ['check-ignore', '--quiet', '--', `./${place.prefix}`];
  return (await git.read(args, { signal, refusals: [1] })) !== undefined;
}
